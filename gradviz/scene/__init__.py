"""Pictures as values: passes + moment + style -> Frame."""
