"""Languages: which one a text is written in, and what each is called; below the steps, since files and readings both ask it."""
