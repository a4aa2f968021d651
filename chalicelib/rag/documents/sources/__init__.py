"""Sources that stay in sync: one reconciliation for every kind of place."""
