"""The Steepest view in the window."""
