"""Measures the embedded chat models on open question sets: `python -m measure.quoting`."""
