"""Everything that vocmine keeps: tables, conversion, queries and migrations."""
