"""Gradients judged: how far a difference, or what somebody brings, may be from what is computed."""
