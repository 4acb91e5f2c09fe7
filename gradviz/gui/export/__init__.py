"""The dialog that takes matrices and pictures home."""
