"""One painter for a Frame, on the screen and in files."""
