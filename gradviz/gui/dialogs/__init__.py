"""What opens over the window, and what it says of gradviz and its keys."""
