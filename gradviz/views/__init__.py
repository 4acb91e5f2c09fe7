"""The views of a document: for each its time, its picture, and what its cells are entries of."""
