"""Measure readings on labelled data; plain functions, the command line prints."""
