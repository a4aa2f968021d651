"""Searches for questions that need two passages, beside one search."""
