"""Cells on pixels and on vector devices."""
