"""Fit the heads and the encoder; the recipes of what is shipped."""
