"""From feedback to segments: sentences and independent clauses, whose offsets always reproduce the text."""
