"""Files and the window: new, open, save, recovery."""
