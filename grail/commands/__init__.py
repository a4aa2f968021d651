"""The command line `grail`: each command takes its arguments, calls the client, and shows what comes back."""
