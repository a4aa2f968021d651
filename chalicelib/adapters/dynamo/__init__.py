"""DynamoDB: the document registry, conversations, usage, sockets and limits."""
