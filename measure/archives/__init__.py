"""An account taken along: the same searches in another Grail, and nothing embedded again."""
