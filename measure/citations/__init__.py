"""How far `verified` can be trusted: true and altered claims on XQuAD, each cited to a passage."""
