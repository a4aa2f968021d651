"""Measured quality: a set of questions asked through the public interface, and what came of it (docs/evaluation.md)."""
