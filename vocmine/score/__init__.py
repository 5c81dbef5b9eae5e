"""Readings: what is said in a segment, in the context of its feedback."""
