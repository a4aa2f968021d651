"""HTML and what is made of it: e-books and notebooks."""
