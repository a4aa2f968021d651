"""Chat models that the server can put behind `Converse` and `ConverseStream`."""
