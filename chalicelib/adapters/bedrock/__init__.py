"""Amazon Bedrock: embeddings, answers, reranking, and what is known of each model."""
