"""Journey definitions and the journey map: pure arithmetic over what was scored."""
