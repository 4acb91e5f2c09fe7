"""Matrices from and for other programs: .npz, .npy, .csv, .tex, text."""
