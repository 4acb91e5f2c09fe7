"""The small pieces that panels and dialogs are put together from."""
