"""What a user opens, edits and saves. No Qt."""
