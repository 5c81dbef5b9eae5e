"""Commands: each parses, calls one plain function of ``compose``, and prints what it returns."""
