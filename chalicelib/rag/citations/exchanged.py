"""Whether a claim says what a quote says but for one word: `opens at nine` of the museum in place of the zoo.

Words that are counted cannot tell: in a long sentence one of them weighs little. So each word of the claim is looked up
by its neighbours: where they stand in the quote around another word, which the claim does not have, it was exchanged.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from chalicelib.rag.citations.verify import Words
from chalicelib.rag.text.languages import CLAIM_STOP_WORDS, stem
from chalicelib.rag.text.sentences import sentences

_EDGE = ""  # Stands before the first and after the last word.
_NEAR = 3  # So many words on each side are compared.
_ALIKE = 3  # So many of them have to be the same, if all of them are stop words.
_MAX_PLACES = 8  # Two words that have a word between them more often tell nothing of it.
_SAME_LETTERS = 4  # Two words that begin alike in so many letters, and in most, are forms of one.
_SAME_SHARE = 0.6


def exchanges(claim: Words, quote: Words) -> bool:
    """Whether a word of the claim stands where the quote has another word, between the same neighbours."""
    own, theirs = _with_edges(claim), _with_edges(quote)
    between: dict[tuple[str, str], list[int]] = defaultdict(list)
    places_of: dict[str, list[int]] = defaultdict(list)
    for at in range(1, len(theirs) - 1):
        between[theirs[at - 1], theirs[at + 1]].append(at)
        places_of[theirs[at]].append(at)
    left_out = Counter(map(stem, theirs)) - Counter(map(stem, own))
    for at in range(1, len(own) - 1):
        places, same = between.get((own[at - 1], own[at + 1]), []), places_of.get(own[at], [])
        if not _is_content(own[at]) or len(places) > _MAX_PLACES or len(same) > _MAX_PLACES:
            continue
        telling = [place for place in places if _tells(_around(own, at, theirs, place))]
        is_elsewhere = telling and all(_is_another(own[at], theirs[place], left_out) for place in telling)
        if is_elsewhere and _most(own, at, theirs, telling) > _most(own, at, theirs, same):
            return True
    return False


def _most(own: Sequence[str], at: int, theirs: Sequence[str], places: Sequence[int]) -> int:
    """How many words around the claim's are the same at that one of the places where most are."""
    return max((len(_around(own, at, theirs, place)) for place in places), default=0)


def _with_edges(words: Words) -> list[str]:
    """The words of each sentence between two edges."""
    keys = [_EDGE]
    for start, end in sentences(words.text):
        keys += [*Words(words.text[start:end]).keys, _EDGE]
    return keys


def _is_content(word: str) -> bool:
    """Numbers of a claim are compared by themselves."""
    return word != _EDGE and word not in CLAIM_STOP_WORDS and not word[0].isdigit()


def _tells(around: Sequence[str]) -> bool:
    """Whether enough words around the two are the same: two stop words have a word between them too often."""
    return len(around) >= _ALIKE or any(word and word not in CLAIM_STOP_WORDS for word in around)


def _around(own: Sequence[str], at: int, theirs: Sequence[str], place: int) -> list[str]:
    """The words next to the two, on both sides, as far as they are the same."""
    return [*_alike(own, at, theirs, place, -1), *_alike(own, at, theirs, place, 1)]


def _alike(own: Sequence[str], at: int, theirs: Sequence[str], place: int, way: int) -> list[str]:
    """The words next to the two, one way, as far as they are the same."""
    same: list[str] = []
    while len(same) < _NEAR:
        at, place = at + way, place + way
        if not (0 <= at < len(own) and 0 <= place < len(theirs)) or own[at] != theirs[place]:
            break
        same.append(own[at])
    return same


def _is_another(word: str, other: str, left_out: Mapping[str, int]) -> bool:
    """Whether the quote's word is another one, and said there more often than in the claim."""
    is_word = other != _EDGE and other not in CLAIM_STOP_WORDS
    return is_word and left_out[stem(other)] > 0 and not _is_form(word, other)


def _is_form(one: str, other: str) -> bool:
    alike = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return stem(one) == stem(other) or (alike >= _SAME_LETTERS and alike >= _SAME_SHARE * min(len(one), len(other)))
