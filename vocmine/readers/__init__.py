"""Bytes of a file become feedback, rejected rows or skipped rows; every row comes out once."""
