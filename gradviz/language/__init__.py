"""How people write what the engine computes: names, numbers, lines, plain English."""
