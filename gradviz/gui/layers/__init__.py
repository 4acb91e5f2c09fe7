"""The layers of the network as a list."""
