"""How notes of a prompt begin, or lines of them, that say what its sources are: the quoting model goes by them."""

OVERVIEW, COMPARISON = "Overview:", "Comparison:"
RESTATED = "With the names that sources have, the question may be:"
