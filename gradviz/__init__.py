"""See the backward pass of a matrix product, number by number."""

__version__ = "0.1.0"
