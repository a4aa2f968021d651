"""Which words of which passage hold a sentence."""
