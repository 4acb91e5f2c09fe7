"""The Flow view: what travels forward and back through layers."""
