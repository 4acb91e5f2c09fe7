"""The corner, X above Y and W left of it: at rest, in motion, lit up, and in words."""
