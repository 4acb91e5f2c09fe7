"""The Jacobian view: a row, a Jacobian and a column, multiplied from either side."""
