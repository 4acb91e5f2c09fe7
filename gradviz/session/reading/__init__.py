"""Text to matrix: one reading, or a question with all of them, or one message with the place."""
