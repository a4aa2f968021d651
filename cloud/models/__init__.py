"""Chat models that this machine has already: the servers that run on it, and what each of them offers."""
