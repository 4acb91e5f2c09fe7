"""What the window knows: the document that is open, the time, what is pointed at, settings."""
