"""Names that stand in one rank: `the Petrel, the Curlew and the Heron`."""

import re
from collections.abc import Iterator
from functools import cache

from chalicelib.rag.search.names import Name, names
from chalicelib.rag.text.languages import hop_words


def ranks(text: str, language: str) -> Iterator[list[Name]]:
    """Names with commas between them and a word such as "and" before the last."""
    joined = _joining(language)
    rank: list[Name] = []
    has_word = False
    for name in [*names(text), None]:
        between = text[rank[-1].end : name.start] if rank and name else ""
        match = joined.fullmatch(between) if between else None
        if match and name:
            rank.append(name)
            has_word = has_word or match["word"] is not None
            continue
        if len(rank) > 1 and has_word:
            yield rank
        rank, has_word = [name] if name else [], False


@cache
def _joining(language: str) -> re.Pattern[str]:
    words_between = "|".join(map(re.escape, hop_words("joining", language) or hop_words("joining", "en")))
    return re.compile(rf"\s*,?\s*(?P<word>(?:(?:{words_between})\s+)+)?|\s*,\s*", re.IGNORECASE)
