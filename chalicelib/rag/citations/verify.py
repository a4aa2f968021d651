"""Whether a quote holds a claim, judged by words alone: cheap, the same each time, and in any language.

A model asked to judge could be talked into a yes by the document itself. So what must stand in the quote is what
misleads most when it is wrong: every number and every name of the claim, its negations, and most of its other words
(docs/decisions/0008-answers.md has the measured precision).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from chalicelib.rag.citations.markers import MARK

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_UNSPACED = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")  # Scripts without a blank between words.
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_NEGATED_WITHIN = 3  # Words after a negation that it may speak of.
_NEIGHBOURS = 2  # Words on each side of a name or number that must stand by it in the quote too,
_NEAR = 5  # no further away than this,
_NEIGHBOURS_MET = 2 / 3  # as far as they are in the quote at all.

_NEGATION_WORDS = """
not no never none nor neither without cannot nobody nothing nowhere không chưa chẳng chả đừng nicht kein keine keinen
keiner keinem nie niemals ohne pas jamais aucun aucune nunca jamás ningún ninguna não nem nenhum non senza нет не
никогда без
"""
_NEGATIONS = frozenset(_NEGATION_WORDS.split())
_NO_NEGATION = frozenset([("không", "gian"), ("không", "khí"), ("không", "quân"), ("hàng", "không")])
_UNSPACED_NEGATIONS = ("不", "没", "沒", "無", "无", "非", "未", "ない", "ません", "않", "없", "못", "ไม่")
_NUMBER_WORDS = {
    word: str(number)
    for words in (
        "_ _ two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty",
        "_ _ hai ba bốn năm sáu bảy tám chín mười",
        "_ _ zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for number, word in enumerate(words.split())
    if word not in ("_", "năm", "ba")  # Also "year" and "father", among the commonest words of Vietnamese.
}
_LITTLE_WORDS = """
the a an of in on at by for from to into with as and or but that this these those it its he she they his her their is
are was were be been being has have had do does did will would can could which who whom whose what when where there
then than so such also both each other some any all more most about after before between during through under over
according however although while because since until if là của và có các những được cho trong với một này đó khi thì
mà ở từ ra vào đã đang sẽ bị bởi do để về như cũng còn tại theo trên dưới giữa der die das ein eine und ist im den dem
des von zu mit le la les un une et est du de en el los las y es
"""
_LIGHT = frozenset(_LITTLE_WORDS.split())


@dataclass(frozen=True)
class Words:
    """A text as the words it is compared by."""

    text: str

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """In order, as written but for marks of citations."""
        return tuple(piece for found in _TOKEN.findall(self._plain) for piece in _pieces(found))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The tokens as they are compared: without capitals, numbers in one form."""
        return tuple(map(_key, self.tokens))

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.keys)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(_stem, self.keys))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(key for key in self.keys if key[0].isdigit())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words with a capital, in order; at the beginning only those that are no common little word."""
        capital = [(place, key) for place, key in enumerate(self.keys) if self._is_name(place)]
        return tuple(key for _, key in capital)

    @cached_property
    def negations(self) -> tuple[int, ...]:
        """The places of the words that negate."""
        return tuple(place for place in range(len(self.keys)) if self._negates(place))

    @cached_property
    def negated(self) -> tuple[frozenset[str], ...]:
        """For each negation the words that it may speak of."""
        after = ([key for key in self.keys[place + 1 :] if key not in _LIGHT] for place in self.negations)
        return tuple(frozenset(words[:_NEGATED_WITHIN]) for words in after)

    def has(self, key: str) -> bool:
        return key in self.known or (len(key) > 4 and _stem(key) in self._stems)

    @cached_property
    def carrying(self) -> tuple[str, ...]:
        """The keys without little words: what is near what is counted in these."""
        return tuple(key for key in self.keys if key not in _LIGHT)

    @cached_property
    def anchors(self) -> tuple[tuple[int, int], ...]:
        """Spans of `carrying` that are one name or number: neighbouring names are one."""
        wanted = set(self.names)
        spans: list[tuple[int, int]] = []
        for place, key in enumerate(self.carrying):
            if key[0].isdigit() or key in wanted:
                joins = (
                    spans
                    and spans[-1][1] == place
                    and not key[0].isdigit()
                    and not self.carrying[place - 1][0].isdigit()
                )
                spans[-1:] = [(spans[-1][0], place + 1)] if joins else [*spans[-1:], (place, place + 1)]
        return tuple(spans)

    @cached_property
    def unspaced_negations(self) -> frozenset[str]:
        """In scripts without blanks no word is found that a negation speaks of: all of them are compared."""
        return frozenset(each for each in _UNSPACED_NEGATIONS if each in self.text)

    @cached_property
    def _plain(self) -> str:
        return unicodedata.normalize("NFKC", MARK.sub(" ", self.text)).replace("’", "'")

    def _negates(self, place: int) -> bool:
        around = self.keys[max(0, place - 1) : place + 2]
        key = self.keys[place]
        return (key in _NEGATIONS or key.endswith("n't")) and not any(pair in _NO_NEGATION for pair in pairwise(around))

    def _is_name(self, place: int) -> bool:
        token = self.tokens[place]
        if not any(letter.isupper() for letter in token):
            return False
        return place > 0 or self.keys[place] not in _LIGHT


def holds(claim: Words, quote: Words, weights: Mapping[str, float], share: float) -> bool:
    """Whether the quote says what the claim says, as far as words tell: `share` of its weighted words at least."""
    return (
        covered(claim, quote, weights) >= share
        and claim.numbers <= quote.numbers
        and _same_order(claim.names, quote.keys)
        and all(_in_its_place(span, claim, quote) for span in claim.anchors)
        and not _denied(claim, quote)
        and not _denied(quote, claim)
    )


def covered(claim: Words, quote: Words, weights: Mapping[str, float]) -> float:
    """The share of the claim's words that the quote has, rare words counting more."""
    total = found = 0.0
    for key in claim.known:
        weight = weights.get(key, 1.0)
        total += weight
        found += weight if quote.has(key) else 0.0
    return found / total if total else 0.0


def weights_of(texts: Sequence[Words]) -> dict[str, float]:
    """What a word weighs: near nothing if it stands in all of the texts, 1 if in none."""
    counts: dict[str, int] = {}
    for text in texts:
        for key in text.known:
            counts[key] = counts.get(key, 0) + 1
    return {key: 1.0 - 0.9 * count / (len(texts) + 1) for key, count in counts.items()}


def _denied(first: Words, second: Words) -> bool:
    """Whether a negation of the first speaks of words that the second says without one."""
    theirs = frozenset[str]().union(*second.negated)
    common = [scope & second.known for scope in first.negated]
    return any(each and not each & theirs for each in common) or bool(
        first.unspaced_negations - second.unspaced_negations
    )


def _same_order(names: Sequence[str], keys: Sequence[str]) -> bool:
    """Whether the names come in the quote in the claim's order: `A beat B` is not `B beat A`."""
    places = iter(keys)
    return all(name in places for name in dict.fromkeys(names))


def _in_its_place(span: tuple[int, int], claim: Words, quote: Words) -> bool:
    """Whether some place of a name or number in the quote has the neighbours that it has in the claim."""
    words, (first, last), theirs = claim.carrying, span, quote.carrying
    before = {_stem(word) for word in words[max(0, first - _NEIGHBOURS) : first] if quote.has(word)}
    after = {_stem(word) for word in words[last : last + _NEIGHBOURS] if quote.has(word)}
    run = words[first:last]
    for at in range(len(theirs) - len(run) + 1):
        if theirs[at : at + len(run)] == run:
            left = before.intersection(map(_stem, theirs[max(0, at - _NEAR) : at]))
            right = after.intersection(map(_stem, theirs[at + len(run) : at + len(run) + _NEAR]))
            if len(left) + len(right) >= _NEIGHBOURS_MET * len([*before, *after]):
                return True
    return False


def _pieces(token: str) -> list[str]:
    """A word, or of a script without blanks each two neighbouring letters."""
    if not _UNSPACED.search(token):
        return [token]
    return [token[at : at + 2] for at in range(len(token) - 1)] or [token]


def _key(token: str) -> str:
    if token[0].isdigit():
        return _number(token)
    key = token.casefold().removesuffix("'s")
    return _NUMBER_WORDS.get(key, key)


def _number(token: str) -> str:
    """`1,234` and `1.234` are 1234; `3,6` is 3.6; leading noughts of days go."""
    if _THOUSANDS.fullmatch(token):
        return token.replace(",", "").replace(".", "")
    return re.sub(r"^0+(?=\d)", "", token.replace(",", "."))


def _stem(key: str) -> str:
    """Without the endings by which languages written in Latin letters bend a word; short words stay."""
    return key if len(key) < 5 or key[0].isdigit() else key[: max(4, len(key) - 3)]
