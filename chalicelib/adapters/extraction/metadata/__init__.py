"""What files state of themselves (title, authors, dates, length), a module for each family of formats.

Each has `metadata(path)`, which reads a bounded part of the file; what it finds is cleaned and cut by `stated`.
"""
