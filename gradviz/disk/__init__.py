"""Files as the disk has them: written whole, locked, told apart. No Qt."""
