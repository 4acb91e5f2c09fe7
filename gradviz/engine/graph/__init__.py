"""A network as a graph of cells: what each is made of, what it feeds, along which paths."""
