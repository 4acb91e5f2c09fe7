"""Time to moment: which step of which pass, and how far it has come. No pictures."""
