"""The Steepest view: of all dx of one length, the one along the gradient makes dl largest."""
