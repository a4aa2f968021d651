"""Buckets of S3 that are not Grail's own: which may be read, by whose word, and what lies in them."""
