"""Chat models of this machine: the servers that run on it and what each offers, and files that llama.cpp runs."""
