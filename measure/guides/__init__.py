"""Whether the questions of documents' guides are answered by what a search for them finds first."""
