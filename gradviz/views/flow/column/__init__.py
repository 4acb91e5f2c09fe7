"""A whole network stacked, as one picture."""
