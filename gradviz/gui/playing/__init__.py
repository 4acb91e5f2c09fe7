"""The transport and the time bar."""
