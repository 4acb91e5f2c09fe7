"""Matrices as pictures to be taken home."""
