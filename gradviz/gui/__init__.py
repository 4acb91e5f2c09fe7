"""The window: everything that needs QtWidgets."""
