"""How much of the evidence the passages found at 5 cover, beside what LangChain and LlamaIndex do by default."""
