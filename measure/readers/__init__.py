"""How well and at what cost files are read, beside other readers."""
