"""The guide to a document: what it says in a few sentences, and which questions it answers."""
