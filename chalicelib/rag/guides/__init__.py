"""What a document says in a few sentences, and which questions it answers."""
