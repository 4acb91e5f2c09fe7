"""The .gradviz format, and documents on the disk: opened, saved, recovered."""
