"""A server of the Model Context Protocol: one request in, one reply out. It knows no framework, no AWS, no Grail."""
