"""Lists and tables that are asked for as a whole: "List all error codes", "Which passes are there?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.rag.text.lines import is_item
from cloud.bedrock.quoting.question import Question, covered_share
from cloud.bedrock.quoting.tables import rows_with_cell
from cloud.bedrock.quoting.units import Unit, stems_of
from cloud.bedrock.quoting.words import matches, stem

MAX_LIST = 2_000
"""Characters of a list that is quoted whole; of a longer one the first entries are, and the answer says so."""
LEAST_COVERED = 0.6
"""Share of the question's words that a list's heading, its head or the source's title must have."""

_ASKS_FOR_ALL = re.compile(
    r"\b(?:list|enumerate|name all|show all|which .{1,60} are there|all (?:the|of the)|give me (?:all|a list))\b"
    r"|^(?:which|what) (?!does |is |was |has )(?:[\w-]+ ){0,2}(?!does |is |was |has |this )[\w-]+s "
    r"(?!is\b|was\b|has\b|does\b)"
    r"|^what are (?:all )?the\b|liệt kê|có những .{1,60} nào|những .{1,60} nào|welche .{1,60} gibt es"
    r"|\bnenne(?:n sie)? (?:mir )?alle"
    r"|\bliste\b|quels .{1,60} (?:existe|y a)|énum[èé]re|cuáles son|enumera|lista|quais são|quali sono|elenca"
    r"|一覧|すべて|列挙|나열|모두|列出|有哪些",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:before|after|until|till|since|between|more than|less than|fewer than|over|under|above|below|at least|at most"
    r"|not later than|earlier than|vor|nach|seit|bis|zwischen|mehr als|weniger als|über|unter|mindestens|höchstens)"
    r" (?:the )?(?:year |end of |jahr )?(?:[€$£]\s?)?\d"
    r"|\b(?:this|next|last) (?:year|month|week|quarter)\b|\b(?:dieses|nächstes|letztes) jahr\b|\bdiesen monat\b"
    r"|(?:trước|sau|từ|đến|hơn|trên|dưới|ít nhất|nhiều nhất) (?:năm )?\d|năm (?:nay|sau|ngoái)"
    r"|tháng (?:này|sau|trước)\b",
    re.IGNORECASE,
)
_THINGS = re.compile(r"^(?:which|what) (?:[\w-]+ ){0,2}?([\w-]{2,}[^\W_su]s)\b", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"\bhow many\b|wie ?viele\b|bao nhiêu|\bmấy\b|combien|cuánt[oa]s|quant[oais]+\b|いくつ|몇|多少|几", re.IGNORECASE
)
_LISTING = frozenset(["list", "all", "enumer", "nam", "show", "giv", "there", "listed", "entri"])
_ENTRY = re.compile(r"[^\W_][\w./-]{0,20}(?: [\w./-]{1,20})?\s?[:–—]\s")


@dataclass(frozen=True)
class WholeList:
    """The indices of the units of a list, whether that is all of it, and how many entries it has."""

    units: tuple[int, ...]
    whole: bool
    entries: int


def asks_for_all(question: str) -> bool:
    return bool(_ASKS_FOR_ALL.search(question))


def asks_for_those_compared(question: str) -> bool:
    """Whether a question asks which things are before, above or between what it names, or in this year.

    That is for code to tell: the sentence that has the very year or amount is mostly of one that is not meant.
    """
    return asks_for_all(question) and bool(_COMPARED.search(question))


def asks_for_count(question: str) -> bool:
    return bool(_HOW_MANY.search(question))


def lists_what_is_asked(question: str, unit: Unit, said: frozenset[str]) -> bool:
    """Whether a sentence may answer "Which faults were …?" where no source has the word: if it lists things."""
    things = _THINGS.match(question)
    if not things or not asks_for_all(question):
        return True
    lists = unit.is_row or is_item(unit.text) or unit.text.count(",") > 1 or unit.text.endswith(":")
    return lists or matches(stem(things[1].casefold()), said) > 0


def whole_list(question: Question, units: Sequence[Unit]) -> WholeList | None:
    """The list or table whose name a question has, if there is one."""
    terms = [term for term in question.terms if term not in _LISTING]
    best, most = None, LEAST_COVERED
    for i, unit in enumerate(units):
        if not unit.label:
            continue
        name = stems_of(unit.text) if unit.sort == "heading" else stems_of(unit.text) | unit.context
        entries = _table(terms, units, i) if unit.sort == "head" else _entries(units, i)
        if unit.sort == "head":
            name |= frozenset[str]().union(*(units[j].stems for j in entries))
        share = covered_share(terms, name | stems_of(unit.title))
        if len(entries) > 1 and covered_share(terms, name) and share >= most:
            best, most = (i, entries), share + 1e-9
    return _bounded(units, *best) if best else None


def _table(terms: Sequence[str], units: Sequence[Unit], head: int) -> list[int]:
    return rows_with_cell(frozenset(terms), units, head)


def _entries(units: Sequence[Unit], heading: int) -> list[int]:
    """The units of the list right below a heading: its items, rows, or lines that begin with a name and a colon."""
    section = []
    for i in range(heading + 1, len(units)):
        if units[i].n != units[heading].n or units[i].sort == "heading":
            break
        section.append(i)
    firsts = [i for i in section if i == heading + 1 or units[i].line != units[i - 1].line]
    listed = [i for i in firsts if units[i].is_row or is_item(units[i].text) or _ENTRY.match(units[i].text)]
    return section if len(listed) > 1 and len(listed) * 2 > len(firsts) else []


def _bounded(units: Sequence[Unit], label: int, entries: Sequence[int]) -> WholeList:
    kept, size = [label], len(units[label].text)
    for i in entries:
        size += len(units[i].text) + 1
        if size > MAX_LIST:
            break
        kept.append(i)
    lines = {units[i].line for i in entries if units[i].sort != "head"}
    return WholeList(tuple(kept), len(kept) == len(entries) + 1, len(lines))
