"""The right panel: what there is to say of a cell."""
