"""Records of prose: paragraphs or sentences, each about one thing that has a number, as `Contract C-017 with …`."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chalicelib.rag.aggregates.lists import item_text, runs
from chalicelib.rag.aggregates.registers import Record, Register, labels_at
from chalicelib.rag.aggregates.texts import DocumentText, Line
from chalicelib.rag.aggregates.wording import CURRENCY, FILLERS
from chalicelib.rag.text.languages import MONTHS
from chalicelib.rag.text.sentences import sentences

LEAST_RECORDS = 3
_DISTINCT = 0.9  # Share of a family's units that have an id of their own.
_LEADING = 0.8  # Share of its units in which a family's id stands before all others.
_LEAD_CHARACTERS = 40  # Characters before an id of digits alone, which else may count or date something.
_DENSE = 0.8  # Share of a family's units among those from its first one to its last one.
_NOUN_WORDS = 3
_ID = re.compile(
    r"(?<![\w.,/-])(?P<id>[^\W\d_]{0,8}[-/]?\d+(?:[-/]\d+)?)(?![\w%]|[.,/:-]\d)(?= ?(?P<after>[^\W\d_]{0,8}))"
)
_BEFORE = re.compile(r"(?:[^\W\d_]+[ \n]){1,3}$")
_BEFORE_CHARACTERS = 60
_DIGITS = re.compile(r"\d+")
_UNITS = frozenset(
    [
        "km",
        "m",
        "cm",
        "mm",
        "kg",
        "g",
        "h",
        "min",
        "l",
        "kwh",
        "kw",
        "w",
        "v",
        "ah",
        "hz",
        "°c",
        "c",
        "percent",
        "prozent",
        "ngày",
        "tháng",
        "năm",
        "tuổi",
        "triệu",
        "tỷ",
        "nghìn",
    ]
)


@dataclass(frozen=True)
class Unit:
    """A paragraph or an item of a list, at characters of the joined text."""

    start: int
    end: int
    text: str


@dataclass
class Family:
    """Ids of one shape. `mentions` are those of each unit: the id, where it stands, the words before it."""

    mentions: dict[int, list[tuple[str, int, str]]] = field(default_factory=lambda: defaultdict(list))


def prose_registers(document: DocumentText, lines: Sequence[Line]) -> list[Register]:
    """A register of each family of ids that lead paragraphs, items or sentences of their own."""
    units = list(_units(document, lines))
    families = {shape: family for shape, family in _families(units).items() if _is_register(family)}
    firsts = Counter(
        min((mentions[0][1], shape) for shape, family in families.items() if (mentions := family.mentions.get(number)))[
            1
        ]
        for number in {number for family in families.values() for number in family.mentions}
    )
    return [
        _register(document, units, family)
        for shape, family in families.items()
        if firsts[shape] >= _LEADING * len(family.mentions)
    ]


def _units(document: DocumentText, lines: Sequence[Line]) -> Iterator[Unit]:
    """Paragraphs; each item of a list is one too."""
    items = {item[0].start: item for run, _ in runs(lines) for item in run}
    taken: list[Line] = []
    inside = -1
    for line in lines:
        if item := items.get(line.start) if line.text else None:
            yield from _unit(document, taken)
            yield from _unit(document, item)
            taken, inside = [], item[-1].end
        elif not line.text or line.end > inside:
            if line.text:
                taken.append(line)
            else:
                yield from _unit(document, taken)
                taken = []
    yield from _unit(document, taken)


def _unit(document: DocumentText, lines: Sequence[Line]) -> Iterator[Unit]:
    if lines:
        start, end = lines[0].start, lines[-1].end
        text = document.text[start:end]
        bullet = len(text) - len(item_text(text))
        yield Unit(start + bullet, end, text[bullet:])


def _families(units: Sequence[Unit]) -> dict[str, Family]:
    families: dict[str, Family] = defaultdict(Family)
    for number, unit in enumerate(units):
        for match in _ID.finditer(unit.text):
            before = _BEFORE.search(unit.text[max(0, match.start() - _BEFORE_CHARACTERS) : match.start()])
            words = before[0].casefold().split() if before else []
            if shape := _shape(match, words[-1:]):
                families[shape].mentions[number].append((match["id"], match.start(), " ".join(words)))
    return families


def _shape(match: re.Match[str], noun: Sequence[str]) -> str:
    """What ids of one family share; empty for a figure. Digits alone are an id only behind a noun."""
    shape = _DIGITS.sub("9", match["id"])
    if shape.strip("9"):
        return shape
    after = match["after"].casefold()
    if not noun or noun[0] in FILLERS or noun[0] in MONTHS or after in CURRENCY or after in _UNITS or after in MONTHS:
        return ""
    return f"{noun[0]} {shape}"


def _is_register(family: Family) -> bool:
    """Whether ids have units of their own, which follow each other."""
    own = _own_units(family)
    if len(own) < LEAST_RECORDS or len(own) < _DENSE * (max(own) - min(own) + 1):
        return False
    first = [family.mentions[number][0] for number in own]
    if all(id_.isdecimal() for id_, _, _ in first):
        return (
            sum(at <= _LEAD_CHARACTERS for _, at, _ in first)
            >= _DISTINCT * len(own)
            >= _DISTINCT * len(family.mentions)
        )
    return True


def _own_units(family: Family) -> dict[int, str]:
    """The unit of each id: the first one that names no other, or else the first one that names several new ones."""
    own: dict[int, str] = {}
    seen: set[str] = set()
    alone = {mentions[0][0] for mentions in family.mentions.values() if len({id_ for id_, _, _ in mentions}) == 1}
    for number, mentions in family.mentions.items():
        ids = {id_ for id_, _, _ in mentions}
        new = ids - seen if len(ids) == 1 else ids - seen - alone
        if new and new == ids:
            own[number] = mentions[0][0]
            seen |= ids
    return own


def _register(document: DocumentText, units: Sequence[Unit], family: Family) -> Register:
    records: dict[str, Record] = {}
    doubtful: list[str] = []
    own = _own_units(family)
    for number in own:
        for id_, start, end in _parts(units[number], family.mentions[number], doubtful):
            records.setdefault(id_, Record(id_, (), document, start, end))
    others = [id_ for number, mentions in family.mentions.items() if number not in own for id_, _, _ in mentions]
    noun = _noun([family.mentions[number][0][2] for number in own])
    labels = labels_at(document, units[min(own)].start)
    repeated = tuple(id_ for id_ in dict.fromkeys(others) if id_ in records)
    doubtful += [id_ for id_ in dict.fromkeys(others) if id_ not in records]
    return Register(noun, labels, (), list(records.values()), doubtful=tuple(doubtful), repeated=repeated)


def _parts(unit: Unit, mentions: Sequence[tuple[str, int, str]], doubtful: list[str]) -> Iterator[tuple[str, int, int]]:
    """The records of a unit: all of it where it names one id, else from the sentence of an id to that of the next."""
    ids = list(dict.fromkeys(id_ for id_, _, _ in mentions))
    if len(ids) == 1:
        yield ids[0], unit.start, unit.end
        return
    seen: set[str] = set()
    current: tuple[str, int, int] | None = None
    for start, end in sentences(unit.text):
        new = list(dict.fromkeys(id_ for id_, at, _ in mentions if start <= at < end and id_ not in seen))
        if len(new) > 1:
            doubtful += new
        seen.update(new)
        if new and current:
            yield current
        if new:
            current = (new[0], unit.start + start, unit.start + end)
            yield from ((id_, unit.start + start, unit.start + end) for id_ in new[1:])
        elif current:
            current = (current[0], current[1], unit.start + end)
    if current:
        yield current


def _noun(befores: Sequence[str]) -> str:
    """The longest words that stand before most ids, as `hợp đồng`; empty where they share none."""
    for length in range(_NOUN_WORDS, 0, -1):
        counts = Counter(" ".join(before.split()[-length:]) for before in befores if len(before.split()) >= length)
        if (
            counts
            and (common := counts.most_common(1)[0])[1] >= _DISTINCT * len(befores)
            and common[0].split()[0] not in FILLERS
        ):
            return common[0]
    return ""
