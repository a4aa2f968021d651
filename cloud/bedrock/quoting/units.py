"""The units of sources: sentences, rows and blocks of code, each with what it borrows from the lines around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.rag.text.languages import NUMBER_WORDS
from chalicelib.rag.text.lines import is_boilerplate, is_code, is_heading, is_item, is_row, leans_back
from cloud.bedrock.quoting.lines import Sort, is_caption, is_metadata, is_noise, is_stamp
from cloud.bedrock.quoting.prompt import Source
from cloud.bedrock.quoting.sentences import split_lines
from cloud.bedrock.quoting.words import stem, words

TOP_UNITS = 12
"""Units of a source that may be its document's metadata: those among the first ones, before `TOP_HEADINGS`."""
TOP_HEADINGS = 3
REPEATED = 3
"""How often a short line stands in a source that is the header or footer of pages."""


@dataclass(frozen=True)
class Unit:
    """A sentence or row of a source: `index` is its position there, `line` its line's, `n` the source's number.

    A sentence that begins with a pronoun counts the names of the one before as its own, a table row the words of its
    table's head. `context` holds the words of the heading above it, or of the source's title; `heading` and `head` are
    their texts. A `label` (a heading, the head of a table) names what follows and answers nothing itself.
    """

    n: int
    index: int
    text: str
    stems: frozenset[str]
    context: frozenset[str] = frozenset()
    label: bool = False
    line: int = 0
    sort: Sort = "text"
    heading: str = ""
    head: str = ""
    title: str = ""

    @property
    def is_row(self) -> bool:
        return self.sort in ("row", "head")


BARE_WORDS = 3
"""Words of a name that stands before its line as a sentence of its own: `Utvik. Harbour master: Esben Kruse.`"""
SAME_WORDS = 0.75
"""Share of the words of two units, but for numbers, that both have where they say the same of two things."""
NUMBERS = frozenset(NUMBER_WORDS)


def document_of(title: str) -> str:
    """The document of a source's title, which has headings behind it."""
    return title.split(" › ")[0]


def is_bare_name(text: str) -> bool:
    """Whether a sentence is a name alone."""
    named = words(text)
    capitals = all(word[0].isupper() or word[0].isdigit() for word in text.split())
    return text.endswith(".") and 0 < len(named) <= BARE_WORDS and capitals and not text[0].isdigit()


def twins_of(units: Sequence[Unit], candidates: Sequence[int], index: int) -> list[int]:
    """The places of candidates that say what the one at `index` says, but for numbers, of another document's thing."""
    best = units[candidates[index]]
    return [
        place
        for place, i in enumerate(candidates)
        if document_of(units[i].title) != document_of(best.title) and _say_the_same(units[i], best)
    ]


def _say_the_same(one: Unit, other: Unit) -> bool:
    """Whether two units have nearly the same words, two at least, whatever their numbers are."""
    mine, theirs = ({word for word in unit.stems - NUMBERS if not word[0].isdigit()} for unit in (one, other))
    shared = len(mine & theirs)
    return shared > 1 and shared >= SAME_WORDS * len(mine | theirs)


def units_of(sources: Sequence[Source]) -> list[Unit]:
    return [unit for source in sources for unit in _units_of(source)]


def _units_of(source: Source) -> Iterator[Unit]:
    heading, context = "", stems_of(source.title)
    head, before = "", ""
    headings = index = 0
    lines = _told(split_lines(source.text))
    for number, line in enumerate(lines):
        following = lines[number + 1][0] if number + 1 < len(lines) else ""
        name = line[0] if len(line) > 1 and is_bare_name(line[0]) else ""
        for text in line:
            top = headings < TOP_HEADINGS and index < TOP_UNITS
            numbered = len(line) == 1 and is_numbered_heading(text, before, following)
            sort = "heading" if numbered else _sort(text, line, following, in_table=bool(head), top=top)
            stems = stems_of(text)
            if sort in ("row", "head"):
                head = head or text
                stems |= stems_of(head)
            else:
                head = ""
                if sort == "heading":
                    heading, context, headings = text, stems, headings + 1
                elif before and leans_back(text):
                    stems |= _names(before)
                stems |= stems_of(name)
            label = sort in ("head", "heading")
            above = "" if sort == "heading" else heading
            yield Unit(source.n, index, text, stems, context, label, number, sort, above, head, source.title)
            before, index = text, index + 1


def _told(lines: list[list[str]]) -> list[list[str]]:
    """The lines that say anything: no rules and page numbers, nor what stands on every page."""
    counts = Counter(line[0] for line in lines if len(line) == 1 and len(line[0]) <= 80 and not is_row(line[0]))
    return [line for line in lines if not is_noise(line[0]) and (len(line) > 1 or counts[line[0]] < REPEATED)]


def _sort(text: str, line: Sequence[str], following: str, *, in_table: bool, top: bool) -> Sort:
    if is_code(text):
        return "code"
    if is_row(text):
        return "head" if not in_table and is_row(following) else "row"
    if (text.startswith("#") and text[-1] != ".") or is_caption(text):  # `# … .` is a comment in code.
        return "heading"
    if top and is_stamp(text):
        return "metadata"
    if len(line) == 1 and is_heading(text) and following and not _alike(text, following):
        return "heading"
    if top and is_metadata(text):
        return "metadata"
    return "boilerplate" if is_boilerplate(text) else "text"


def _alike(text: str, following: str) -> bool:
    """Whether two short lines are entries of one list that has no marks: neither names what follows."""
    both = is_heading(text) and is_heading(following) and not is_row(following)
    plain = not text[:1].isdigit() and not following.startswith("#") and not text.isupper() and not is_item(following)
    return both and plain and any(map(str.isdigit, text)) and any(map(str.isdigit, following))


def is_numbered_heading(text: str, before: str, following: str) -> bool:
    """Whether `3. Error codes` is a heading: it stands alone between lines that are no items, and ends no sentence."""
    alone = is_item(text) and not is_item(before) and bool(following) and not is_item(following)
    return alone and text[:1].isdigit() and len(text) <= 80 and text[-1] not in ".!?…。！？:;,|"


def stems_of(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


def _names(text: str) -> frozenset[str]:
    """The words with a capital: a pronoun in the next sentence most likely stands for them."""
    return frozenset(stem(word) for token in text.split() if token[:1].isupper() for word in words(token))
