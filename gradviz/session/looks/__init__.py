"""How each view of a document is looked at, as far as it is kept with the document."""
