"""How much of the evidence the first five passages cover, beside what LangChain and LlamaIndex do by default."""
