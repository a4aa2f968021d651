"""One module for each family of formats; each is imported only when a file of its kind is read (`child.reader_for`)."""
