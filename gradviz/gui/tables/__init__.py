"""A matrix as a table that behaves like a spreadsheet."""
