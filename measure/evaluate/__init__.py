"""The command behind `make eval`."""
