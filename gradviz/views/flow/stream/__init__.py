"""The gradient's way through a network as bands whose width is its size."""
