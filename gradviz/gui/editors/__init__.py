"""The left panel: sizes, matrices, the loss, edited in place."""
