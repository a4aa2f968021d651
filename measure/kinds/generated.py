"""Questions on the registers: their answers are counted from the records.

The words are people's, written by hand; what is generated is what must stand in the context and the answer. A perfect
reader needs every record that the question is about.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from measure.kinds.questions import Question
from measure.kinds.registers import Register, registers

type Kind = Literal["count", "list", "sum", "extreme", "group", "table figure", "arithmetic", "comparison of editions"]
type Row = tuple[str, ...]

NUMBERS: Mapping[str, str] = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "vi": "không một hai ba bốn năm sáu bảy tám chín mười",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "ja": "〇 一 二 三 四 五 六 七 八 九 十",
}
KINDS: tuple[Kind, ...] = ("count", "list", "sum", "extreme", "group", "table figure", "arithmetic")
ON_REGISTERS = Path(__file__).with_name("on-registers.jsonl")


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question on a register: of the records `where`, the `column` of interest, or several. `pick`: the largest or
    the smallest.
    """

    kind: Kind
    text: str
    register: str
    where: Mapping[str, str] = msgspec.field(default_factory=dict)
    column: str = ""
    pick: Literal["max", "min"] = "max"
    language: str = "en"


def generated() -> Iterator[Question]:
    """The questions on the registers, kind by kind, always the same."""
    every = registers()
    asked_of_all = [msgspec.json.decode(line, type=Asked) for line in ON_REGISTERS.read_text("utf-8").splitlines()]
    for kind in KINDS:
        for number, asked in enumerate((asked for asked in asked_of_all if asked.kind == kind), start=1):
            yield _question(f"{kind.replace(' ', '-')}-r{number}", asked, every[asked.register])


def number(value: int | float, language: str = "en") -> str:
    """A pattern of a number by itself: with any separator of thousands and point of decimals, or in words."""
    whole, _, rest = f"{value:,}".partition(".")
    digits = whole.replace(",", r"[.,\s]?") + (f"[.,]{rest}" if rest else "")
    words = NUMBERS[language].split()
    named = [words[int(value)]] if value == int(value) and 0 < value < len(words) else []
    return "|".join([rf"(?<![\d.,]){digits}(?!\d|[.,]\d)", *(rf"\b{word}\b" for word in named)])


def _question(id_: str, asked: Asked, register: Register) -> Question:
    rows = register.select(asked.where)
    if not rows:
        raise ValueError(f"No record of {asked.register} is meant by: {asked.text}")
    needs, holds = _MAKERS[asked.kind](asked, register, rows)
    return Question(
        id=id_,
        kind=asked.kind,
        turns=(asked.text,),
        needs=tuple(needs),
        holds=tuple(holds),
        language=asked.language,
        right=asked.register,
    )


type Made = tuple[list[str], list[str]]
"""What must stand in the context, and what in the answer."""


def _seen(row: Row, cell: str) -> str:
    """A record with its name, the cell after it and the one of interest in one line: so registers are shown."""
    start = rf"\b{re.escape(row[0])}\b[^\n]{{0,30}}{re.escape(row[1])}"
    return start if cell == row[1] else rf"{start}[^\n]*{re.escape(cell)}"


def _named(row: Row) -> str:
    return rf"\b{re.escape(row[0])}\b"


def _records(register: Register, rows: Sequence[Row], column: str) -> list[str]:
    """The records with the cell by which they are chosen, or with their last one."""
    return [_seen(row, register.cell(row, column or register.columns[-1])) for row in rows]


def _chosen_by(asked: Asked) -> str:
    return list(asked.where)[-1] if asked.where else asked.column


def _counted(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    return _records(register, rows, _chosen_by(asked)), [number(len(rows), asked.language)]


def _listed(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    return _records(register, rows, _chosen_by(asked)), [_named(row) for row in rows]


def _summed(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    total = sum(int(register.cell(row, asked.column)) for row in rows)
    return _records(register, rows, asked.column), [number(total, asked.language)]


def _extreme(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    values = [int(register.cell(row, asked.column)) for row in rows]
    best = {"max": max, "min": min}[asked.pick](values)
    named = [_named(row) for row, value in zip(rows, values, strict=True) if value == best]
    return _records(register, rows, asked.column), ["|".join(named)]


def _grouped(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    counts = Counter(register.cell(row, asked.column) for row in rows)
    holds = [rf"{re.escape(name)}\b[^\n]{{0,40}}?(?:{number(count, asked.language)})" for name, count in counts.items()]
    return _records(register, rows, asked.column), holds


def _figure(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    cell = register.cell(rows[0], asked.column)
    return [_seen(rows[0], cell)], [number(int(cell)) if cell.isdigit() else re.escape(cell)]


def _computed(asked: Asked, register: Register, rows: Sequence[Row]) -> Made:
    columns = asked.column.split() or register.columns[1:]
    cells = [register.cell(rows[0], column) for column in columns]
    return [_seen(rows[0], cells[-1])], [number(sum(map(int, cells)), asked.language)]


_MAKERS: Mapping[Kind, Callable[[Asked, Register, Sequence[Row]], Made]] = {
    "count": _counted,
    "list": _listed,
    "sum": _summed,
    "extreme": _extreme,
    "group": _grouped,
    "table figure": _figure,
    "arithmetic": _computed,
}
