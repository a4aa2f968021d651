"""Texts cut off at a number of tokens, so that what a search shows is counted at equal size."""

from collections.abc import Callable, Iterator, Sequence

BUDGETS = (500, 1000, 2000)  # Tokens at which every figure of a search is given.

TokenCount = Callable[[str], int]


def within(texts: Sequence[str], budget: int, tokens: TokenCount) -> Iterator[str]:
    """The texts in their order, cut off after `budget` tokens together, in the middle of one if need be."""
    for text in texts:
        size = tokens(text)
        if size > budget:
            yield _beginning(text, budget, tokens)
            return
        yield text
        budget -= size


def _beginning(text: str, budget: int, tokens: TokenCount) -> str:
    """The longest beginning of `text` that has at most `budget` tokens."""
    low, high = 0, len(text) if budget > 0 else 0
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tokens(text[:middle]) <= budget else (low, middle - 1)
    return text[:low]
