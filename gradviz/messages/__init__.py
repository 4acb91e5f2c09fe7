"""What people read, as messages that know how to write themselves in a language."""
