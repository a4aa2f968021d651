"""What a question asks for beyond one passage, and what of the documents its answer rests on."""
