"""The Model Context Protocol at `/mcp`: what programs and assistants may do in a person's name."""
