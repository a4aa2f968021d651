"""What two amounts that sources state come to, by code: their difference, sum, share, growth or multiple.

Both need one unit, and each has to stand with all words of its own. Where one is not certain, nothing is computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import cache

from chalicelib.models import Passage
from chalicelib.rag.aggregates.amount_questions import AmountQuestion, Described, amounts_asked, is_period
from chalicelib.rag.aggregates.amount_reader import BARE
from chalicelib.rag.aggregates.amount_wording import PERCENT, amount_wording, is_currency, stem_of
from chalicelib.rag.aggregates.stated_amounts import Stated, stated_amounts
from chalicelib.rag.text.languages import thousands_sign_in
from chalicelib.rag.text.words import words

_SIGNS = {"sum": "+", "share": "/", "growth": "→", "times": "/", "change": "→"}
_GROUPED = 4  # Digits from which a whole number is written in groups.


@dataclass(frozen=True)
class ComputedAmount:
    """`text` is the result, for people of any language; `operands` are what it rests on."""

    text: str
    operands: tuple[Stated, Stated]


def computed_amount(
    question: str, passages: Sequence[Passage], languages: Mapping[str, str | None] | None = None
) -> ComputedAmount | None:
    """What the question asks to compute of two amounts, or None where one is not certain; linear in the passages.

    `languages` are those of the documents, by id.
    """
    asked = amounts_asked(question)
    if asked is None:
        return None
    known = languages or {}
    stated = [
        one
        for number, passage in enumerate(passages, 1)
        for one in stated_amounts(number, passage, asked.language, known.get(passage.document_id))
    ]
    stated = [one for one in stated if _is_asked(asked, one)]
    first = _operand(asked, asked.first, stated)
    second = _operand(asked, asked.second, stated)
    if first is None or second is None or not _fit(first, second) or not _of_one_thing(asked, first, second):
        return None
    text = _result(asked, first, second)
    return ComputedAmount(text, (first, second)) if text else None


def _is_asked(asked: AmountQuestion, one: Stated) -> bool:
    """Whether an amount has the unit that the question names, or is money where it asks for a price."""
    if asked.money and not asked.unit:
        return is_currency(one.unit) or one.unit.startswith(BARE)
    return not asked.unit or one.unit.partition("/")[0] == asked.unit or one.unit.startswith(BARE)


def _operand(asked: AmountQuestion, described: Described, stated: Sequence[Stated]) -> Stated | None:
    """The one amount with most words of the description."""
    fitting = [one for one in stated if _may_be(asked, described, one)]
    described_by = described.sought | described.likely
    scored = [(len(described_by & one.around), len(described_by & one.own), one) for one in fitting]
    best = max((score[:2] for score in scored), default=None)
    chosen = [one for *score, one in scored if tuple(score) == best]
    said = _common(asked.language) | described_by
    chosen = [one for one in chosen if one.capitals <= said] or chosen  # Rather than of a branch that has a name.
    if len({(one.value, one.unit) for one in chosen}) > 1:
        total = amount_wording(asked.language).total
        chosen = [one for one in chosen if total & {word for word, _ in one.beside}]
    same = len({(one.value, one.unit) for one in chosen}) == 1
    return chosen[0] if same and chosen[0].value is not None else None


def _may_be(asked: AmountQuestion, described: Described, one: Stated) -> bool:
    sought = described.sought
    if one.unsure - asked.words:
        return False
    if not described.own <= one.around or not described.shared <= one.around | one.before:
        return False
    needed = sought - amount_wording(asked.language).speaking
    if not needed <= one.around | one.before or described.foreign & one.own:
        return False
    periods = {stem for stem in one.own if is_period(stem)}
    if periods and not described.periods <= periods:
        return False
    return not _is_narrowed(asked, sought, one)


def _is_narrowed(asked: AmountQuestion, sought: frozenset[str], one: Stated) -> bool:
    """Whether a word that the question lacks tells of which part the amount is: `revenue of the café`."""
    wording = amount_wording(asked.language)
    titles = one.around - one.own
    known = [
        stem in sought or stem in titles or word in wording.neutral or word in wording.silent or is_period(stem)
        for word, stem in one.beside
    ]
    restricts = False
    for at, (word, _) in enumerate(one.beside):
        if known[at]:
            restricts = word in wording.restricts or (restricts and word in wording.silent)
            continue
        behind = one.beside[at + 1][1] if at + 1 < len(one.beside) else ""
        before = one.beside[at - 1][1] if at else ""
        if word in words(one.written) or word.isdigit():
            restricts = False
            continue
        if restricts or (before if asked.language in _NOUN_FIRST else behind) in sought:
            return True
        restricts = False
    return False


_NOUN_FIRST = ("vi", "fr", "es", "pt")
"""Languages that narrow a noun by the word behind it."""


def _fit(first: Stated, second: Stated) -> bool:
    """Whether both have one unit; numbers of a table without one must be of one column or of one row."""
    if first.unit != second.unit or (first.number, first.written, first.sentence, first.column) == (
        second.number, second.written, second.sentence, second.column,
    ):  # fmt: skip
        return False
    return not first.unit.startswith(BARE) or first.column == second.column or first.row == second.row


@cache
def _common(language: str) -> frozenset[str]:
    """Stems of words that name nothing, though one begins a sentence with a capital."""
    wording = amount_wording(language)
    return frozenset(stem_of(word, language) for word in wording.neutral | wording.silent)


def _of_one_thing(asked: AmountQuestion, first: Stated, second: Stated) -> bool:
    """Whether names that the question lacks are said of both: revenue of Ghent is not compared with all revenue."""
    said = asked.first.sought | asked.second.sought | _common(asked.language)
    return (
        first.capitals - said <= second.around | second.before and second.capitals - said <= first.around | first.before
    )


def _result(asked: AmountQuestion, first: Stated, second: Stated) -> str:
    """The result and how it came about; empty where it makes no sense."""
    one, other = first.value, second.value
    if one is None or other is None:
        return ""
    sign = _SIGNS.get(asked.arithmetic, "−")
    match asked.arithmetic:
        case "share" | "growth" | "times":
            return _ratio(asked, first, second, one, other)
        case "sum":
            value = one + other
        case "difference":
            (one, first), (other, second) = sorted(((one, first), (other, second)), key=lambda pair: -pair[0])
            value = one - other
        case "less" | "change":
            value = other - one
            if asked.arithmetic == "less":
                first, second = second, first
        case _:
            value = one - other
    if first.unit == PERCENT and asked.arithmetic == "sum":
        return ""
    return f"{_written(asked, value, first, second)}: {first.written} {sign} {second.written}."


def _ratio(asked: AmountQuestion, first: Stated, second: Stated, one: Decimal, other: Decimal) -> str:
    if first.unit == PERCENT or one <= 0 or other <= 0:
        return ""
    if asked.arithmetic == "share":
        share = f"{_number(asked, 100 * one / other)} %" if one <= other else ""
        return share and f"{share}: {first.written} / {second.written}."
    if asked.arithmetic == "times":
        return f"{_number(asked, one / other)} ×: {first.written} / {second.written}."
    growth = 100 * (other - one) / one
    return f"{'+' if growth > 0 else ''}{_number(asked, growth)} %: {first.written} → {second.written}."


def _written(asked: AmountQuestion, value: Decimal, *operands: Stated) -> str:
    """A result in the operands' own unit and scale."""
    if operands[0].unit == PERCENT:
        return f"{_number(asked, value, exact=True)} {amount_wording(asked.language).points}"
    like = min(operands, key=lambda one: one.scale)
    return like.written.replace(like.figure, _number(asked, value / like.scale, exact=True), 1)


def _number(asked: AmountQuestion, value: Decimal, *, exact: bool = False) -> str:
    """A number with the signs of the question's language, rounded to one decimal unless it is `exact`."""
    with localcontext() as context:
        context.rounding = ROUND_HALF_UP
        rounded = value.normalize() if exact else round(value, 1)
    text = f"{abs(rounded):f}"
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    sign = thousands_sign_in(asked.language) or ","
    if len(whole) >= _GROUPED:
        whole = f"{int(whole):,}".replace(",", sign)
    point = "," if sign != "," else "."
    return f"{'−' if rounded < 0 else ''}{whole}{point + fraction if fraction else ''}"
