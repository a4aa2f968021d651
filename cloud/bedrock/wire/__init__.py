"""What travels: the errors of Bedrock, its event frames, and what a request to each family of models may hold."""
