"""The stage: what is painted, pointed at, dragged and typed on it."""
