"""All that is said of a cell: its sentence, its formula, its parts, the questions it raises."""
