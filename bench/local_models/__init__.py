"""Measures the embedded chat models on open question sets: `python -m bench.local_models`."""
