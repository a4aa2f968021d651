"""Generated pairs of statements, and whether their contradictions are found."""
