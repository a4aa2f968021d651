"""Answers on their way, as a client sees them: cut and resumed at random moments, stopped, followed elsewhere."""
