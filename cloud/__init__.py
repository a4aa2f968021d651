"""A cloud to run Grail in: on AWS, or on a laptop. None of it ships to Lambda."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
"""The project's folder."""
