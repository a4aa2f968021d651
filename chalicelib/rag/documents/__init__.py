"""The life of a document, from upload to deletion."""
