"""Counts, lists, sums, extremes and groupings over registers that are written to files and read as Grail reads them."""
