"""The Derivation view: how the rules of the way back follow from Y = W X."""
