"""Whether a quote holds a claim, judged by words alone: cheap, the same each time, and in any language.

A model asked to judge could be talked into a yes by the document itself. So what must stand in the quote is what
misleads most when it is wrong: every number and every name of the claim, its negations, and most of its other words
(docs/decisions/0008-answers.md has the measured precision).
"""

import re
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from chalicelib.rag.text.languages import (
    CLAIM_STOP_WORDS,
    NEGATIONS,
    NUMBER_WORDS,
    UNSPACED_NEGATIONS,
    stem,
    thousands_sign,
)
from chalicelib.rag.text.numbers import is_ambiguous, number_key
from chalicelib.rag.text.words import written_words

_NEGATED_WITHIN = 3  # Words after a negation that it may speak of.
_CONTEXT_WORDS = 2  # Words on each side of a name or number that must also be near it in the quote.
_MAX_DISTANCE = 5  # Words: how near they must be.
_MIN_CONTEXT_SHARE = 2 / 3  # The share of the context words in the quote that must be near.
_NO_NEGATION = frozenset([("không", "gian"), ("không", "khí"), ("không", "quân"), ("hàng", "không")])


@dataclass(frozen=True)
class Words:
    """A text as the words it is compared by.

    `thousands` is the sign between thousands by which ambiguous numbers are read; None leaves them as they are spelled.
    """

    text: str
    thousands: str | None = None

    @cached_property
    def in_its_language(self) -> "Words | None":
        """The same words with ambiguous numbers read as the text's language writes them; None where that is no help."""
        sign = thousands_sign(self.text) if any(map(is_ambiguous, self.tokens)) else None
        return Words(self.text, sign) if sign else None

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """In order, as written."""
        return tuple(written_words(self.text))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The tokens as they are compared: without capitals, numbers in one form."""
        return tuple(_key(token, self.thousands) for token in self.tokens)

    @cached_property
    def key_set(self) -> frozenset[str]:
        return frozenset(self.keys)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, self.keys))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(key for key in self.keys if key[0].isdigit())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words with a capital, in order; at the beginning only those that are no stop words."""
        return tuple(key for index, key in enumerate(self.keys) if self._is_name(index))

    @cached_property
    def negations(self) -> tuple[int, ...]:
        """The indexes of the words that negate."""
        return tuple(index for index in range(len(self.keys)) if self._negates(index))

    @cached_property
    def negated(self) -> tuple[frozenset[str], ...]:
        """For each negation the words that it may speak of."""
        negations = set(self.negations)
        following: deque[str] = deque(maxlen=_NEGATED_WITHIN)
        found: list[frozenset[str]] = []
        for index in range(len(self.keys) - 1, -1, -1):
            if index in negations:
                found.append(frozenset(following))
            if self.keys[index] not in CLAIM_STOP_WORDS:
                following.appendleft(self.keys[index])
        return tuple(reversed(found))

    def has(self, key: str) -> bool:
        return key in self.key_set or (len(key) > 4 and stem(key) in self._stems)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The keys without stop words: distances are counted in these."""
        return tuple(key for key in self.keys if key not in CLAIM_STOP_WORDS)

    @cached_property
    def anchors(self) -> tuple[tuple[int, int], ...]:
        """Spans of `content` that are one name or number: neighbouring names are one."""
        names = set(self.names)
        spans: list[tuple[int, int]] = []
        for index, key in enumerate(self.content):
            if key[0].isdigit() or key not in names:
                spans += [(index, index + 1)] if key[0].isdigit() else []
            elif spans and spans[-1][1] == index and not self.content[index - 1][0].isdigit():
                spans[-1] = (spans[-1][0], index + 1)
            else:
                spans.append((index, index + 1))
        return tuple(spans)

    @cached_property
    def unspaced_negations(self) -> frozenset[str]:
        """In scripts without blanks the words that a negation speaks of are not known: all negations are compared."""
        return frozenset(negation for negation in UNSPACED_NEGATIONS if negation in self.text)

    def _negates(self, index: int) -> bool:
        around = self.keys[max(0, index - 1) : index + 2]
        key = self.keys[index]
        return (key in NEGATIONS or key.endswith("n't")) and not any(pair in _NO_NEGATION for pair in pairwise(around))

    def _is_name(self, index: int) -> bool:
        if not any(letter.isupper() for letter in self.tokens[index]):
            return False
        return index > 0 or self.keys[index] not in CLAIM_STOP_WORDS


def holds(claim: Words, quote: Words, weights: Mapping[str, float], share: float) -> bool:
    """Whether the quote says what the claim says, as far as words tell: `share` of its weighted words at least.

    A number that may be read in two ways must be spelled alike in both, or its own language must make it the number
    that the other spells out.
    """
    readings = [(claim, quote)]
    if quote.in_its_language:
        readings.append((claim, quote.in_its_language))
    if claim.in_its_language:
        readings.append((claim.in_its_language, quote))
    return any(_holds(*reading, weights, share) for reading in readings)


def _holds(claim: Words, quote: Words, weights: Mapping[str, float], share: float) -> bool:
    return (
        covered(claim, quote, weights) >= share
        and claim.numbers <= quote.numbers
        and same_order(claim.names, quote.keys)
        and all(in_context(anchor, claim, quote) for anchor in claim.anchors)
        and not denies(claim, quote)
    )


def covered(claim: Words, quote: Words, weights: Mapping[str, float]) -> float:
    """The share of the claim's words that the quote has, rare words counting more."""
    total = sum(weights.get(key, 1.0) for key in claim.key_set)
    return sum(weights.get(key, 1.0) for key in claim.key_set if quote.has(key)) / total if total else 0.0


def weights_of(texts: Sequence[Words]) -> dict[str, float]:
    """What a word weighs: near nothing if it stands in all of the texts, 1 if in none."""
    counts = Counter(key for text in texts for key in text.key_set)
    return {key: 1.0 - 0.9 * count / (len(texts) + 1) for key, count in counts.items()}


def denies(claim: Words, quote: Words) -> bool:
    """Whether one of the two negates what the other says without a negation."""
    return _denied(claim, quote) or _denied(quote, claim)


def _denied(first: Words, second: Words) -> bool:
    """Whether a negation of the first speaks of words that the second says without one."""
    negated = frozenset[str]().union(*second.negated)
    common = [scope & second.key_set for scope in first.negated]
    return any(words and not words & negated for words in common) or bool(
        first.unspaced_negations - second.unspaced_negations
    )


def same_order(names: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether the names come in the quote in the claim's order: `A beat B` is not `B beat A`."""
    following = iter(keys)
    return all(name in following for name in dict.fromkeys(names))


def in_context(anchor: tuple[int, int], claim: Words, quote: Words) -> bool:
    """Whether a name or number of the claim has the neighbours in the quote, somewhere, that it has in the claim."""
    (first, last), words = anchor, quote.content
    before = {stem(word) for word in claim.content[max(0, first - _CONTEXT_WORDS) : first] if quote.has(word)}
    after = {stem(word) for word in claim.content[last : last + _CONTEXT_WORDS] if quote.has(word)}
    run = claim.content[first:last]
    for start in range(len(words) - len(run) + 1):
        end = start + len(run)
        if words[start:end] == run:
            left = before.intersection(map(stem, words[max(0, start - _MAX_DISTANCE) : start]))
            right = after.intersection(map(stem, words[end : end + _MAX_DISTANCE]))
            if len(left) + len(right) >= _MIN_CONTEXT_SHARE * len([*before, *after]):
                return True
    return False


def _key(token: str, thousands: str | None) -> str:
    """A number without the zeros before it, as days have them; a word in small letters, number words as digits."""
    if token[0].isdigit():
        return re.sub(r"^0+(?=\d)", "", number_key(token, thousands))
    key = token.casefold().removesuffix("'s")
    return NUMBER_WORDS.get(key, key)
