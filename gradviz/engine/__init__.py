"""The mathematics: rules, layers, losses, the trace of a pass. NumPy only."""
