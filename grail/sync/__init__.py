"""Keeps documents in step with a folder: what is new is uploaded, what changed replaced, what is gone deleted."""
