"""The paths from the loss to one cell, lit up edge by edge."""
