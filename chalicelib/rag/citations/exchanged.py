"""Whether a claim says what a quote says but for one word: `opens at nine` of the museum in place of the zoo.

Words that are counted cannot tell: in a long sentence one of them weighs little. So each word of the claim is looked up
by its neighbours: where they stand in the quote around another word, which the claim does not have, it was exchanged.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from chalicelib.rag.citations.verify import Words
from chalicelib.rag.text.languages import CLAIM_STOP_WORDS, LANGUAGES, OPPOSITES, hop_words, stem
from chalicelib.rag.text.sentences import sentences

_EDGE = ""  # Stands before the first and after the last word.
_NEAR = 3  # So many words on each side are compared.
_ALIKE = 3  # So many of them have to be the same, if all of them are stop words.
_MOST = 8  # Neighbours that have a word between them more often tell nothing of it.
_SAME_LETTERS = 4  # Two words that begin alike in so many letters, and in most, are forms of one.
_SAME_SHARE = 0.6
_JOINING = frozenset(word for name in LANGUAGES for word in hop_words("joining", name))


def exchanges(claim: Words, quote: Words) -> bool:
    """Whether words of the claim stand where the quote has others: one that is not of the claim, or two in turn."""
    own, theirs = _with_edges(claim), _with_edges(quote)
    left_out = _left_out(own, theirs)
    places: dict[tuple[str, str], int] = {}
    for index, others in _instead(own, theirs):
        word = own[index]
        if all(_is_another(word, other, left_out) for other in others):
            return True
        places |= {(word, other): index for other in others}
    return any(_change_places(own, index, places.get((other, word))) for (word, other), index in places.items())


def _instead(own: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Where the claim has a word with which others of the quote share their neighbours, and these words."""
    between: dict[tuple[str, str], list[int]] = defaultdict(list)
    indexes_of: dict[str, list[int]] = defaultdict(list)
    for index in range(1, len(theirs) - 1):
        between[theirs[index - 1], theirs[index + 1]].append(index)
        indexes_of[theirs[index]].append(index)
    for index in range(1, len(own) - 1):
        others, same = between.get((own[index - 1], own[index + 1]), []), indexes_of.get(own[index], [])
        if not _is_weighty(own[index]) or max(len(others), len(same)) > _MOST:
            continue
        alike = {other: _alike_around(own, index, theirs, other) for other in (*others, *same)}
        telling = [other for other in others if _tells(alike[other])]
        # The word itself may stand in the quote with as many of the same neighbours: the quote goes on, that is all.
        most = max((len(alike[other]) for other in same), default=0)
        if telling and max(len(alike[other]) for other in telling) > most:
            yield index, [theirs[other] for other in telling]


def _change_places(own: Sequence[str], index: int, other: int | None) -> bool:
    """Whether each of two words stands where the quote has the other one; `tea and coffee` is `coffee and tea`."""
    if other is None or not _is_content(own[index]) or not _is_content(own[other]):
        return False
    is_list = abs(index - other) == 2 and own[(index + other) // 2] in _JOINING
    return not is_list and not _is_form(own[index], own[other])


def _left_out(own: Sequence[str], theirs: Sequence[str]) -> set[str]:
    """The words that the quote has more often than the claim; of others than opposites another form is as good."""
    by_stem = Counter(map(stem, theirs)) - Counter(map(stem, own))
    as_they_are = Counter(theirs) - Counter(own)
    return {word for word in theirs if (word in as_they_are if word in OPPOSITES else stem(word) in by_stem)}


def _with_edges(words: Words) -> list[str]:
    """The words of each sentence between two edges."""
    keys = [_EDGE]
    for start, end in sentences(words.text):
        keys += [*Words(words.text[start:end]).keys, _EDGE]
    return keys


def _is_weighty(word: str) -> bool:
    """Numbers of a claim are compared by themselves."""
    return word in OPPOSITES or (_is_content(word) and not word[0].isdigit())


def _is_content(word: str) -> bool:
    return word != _EDGE and word not in CLAIM_STOP_WORDS


def _tells(alike: Sequence[str]) -> bool:
    """Whether enough words around the two are the same: two stop words have a word between them too often."""
    return len(alike) >= _ALIKE or any(map(_is_content, alike))


def _alike_around(own: Sequence[str], index: int, theirs: Sequence[str], other: int) -> list[str]:
    """The words on both sides of the two, as far as they are the same."""
    return [
        word
        for way in (-1, 1)
        for word, _ in takewhile(lambda pair: pair[0] == pair[1], _beside(own, index, theirs, other, way))
    ]


def _beside(own: Sequence[str], index: int, theirs: Sequence[str], other: int, way: int) -> Iterator[tuple[str, str]]:
    """Pairs of words that are as far from the two, one way."""
    for step in range(way, way * (_NEAR + 1), way):
        if 0 <= index + step < len(own) and 0 <= other + step < len(theirs):
            yield own[index + step], theirs[other + step]


def _is_another(word: str, other: str, left_out: Collection[str]) -> bool:
    """Whether the quote's word is another one, and said there more often than in the claim."""
    if other not in left_out:
        return False
    if other in OPPOSITES.get(word, ()):
        return True
    return _is_content(word) and _is_content(other) and not _is_form(word, other)


def _is_form(one: str, other: str) -> bool:
    alike = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return stem(one) == stem(other) or (alike >= _SAME_LETTERS and alike >= _SAME_SHARE * min(len(one), len(other)))
