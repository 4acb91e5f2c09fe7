"""The race of brackets: from which side a chain of Jacobians is multiplied."""
