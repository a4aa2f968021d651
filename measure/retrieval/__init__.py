"""What the product's own search finds, beside what LangChain's and LlamaIndex's default stores find."""
