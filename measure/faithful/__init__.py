"""Whole answers on small cases: by the product's own reading, search, prompt and citing, without a running Grail."""
