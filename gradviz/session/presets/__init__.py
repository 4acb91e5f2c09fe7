"""Whole documents that teach something."""
