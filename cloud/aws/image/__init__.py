"""The functions' container image."""
