"""The pages: each loads, lays out and draws."""
