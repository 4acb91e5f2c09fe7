"""The Cube view: one box of products, and its three sums on the three faces."""
