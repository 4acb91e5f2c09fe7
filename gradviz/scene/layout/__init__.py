"""Where things stand on a page, and which part of it is seen."""
