"""Groups of segments that tell of one thing: pain points, gains and suggestions, with names and told causes."""
