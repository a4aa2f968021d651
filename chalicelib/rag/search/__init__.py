"""Finding passages: the steps of a search in their order."""
