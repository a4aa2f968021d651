"""What a question asks for beyond one passage, what its answer rests on, and the guide to a document."""
