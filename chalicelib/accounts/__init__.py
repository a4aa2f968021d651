"""Accounts: who is let in, and how an account ends."""
