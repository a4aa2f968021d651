"""The web as a source of documents: addresses that may be asked, how they are asked, and what they lead to."""
