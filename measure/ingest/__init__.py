"""How fast files become rows of the passage store, beside LangChain and LlamaIndex."""
