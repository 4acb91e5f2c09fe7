"""Jacobians as operators: of a layer, of a chain, in windows, and what they cost."""
