"""Accounts: who is let in, how an account is taken along, and how it ends."""
