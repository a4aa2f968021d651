"""The product's own search beside LangChain's and LlamaIndex's default stores."""
