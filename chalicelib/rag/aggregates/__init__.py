"""Counts, lists, sums, extremes and groupings over all records of the documents in scope, by code."""
