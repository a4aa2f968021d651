"""From a question to a stored, cited answer."""
