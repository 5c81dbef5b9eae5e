"""Texts to vectors and token logits, in one pass."""
