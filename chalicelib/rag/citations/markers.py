"""The markers by which an answer cites, told apart from brackets that belong to its text.

A model is asked to write `【1】`. Documents hardly have such brackets, but they are full of `[1]`: indexes in code,
intervals, matrices, footnotes, lists of references. Many models write `[1]`, `[1, 2]`, `[1-3]`, `[^1]` or `[¹]` all the
same, so these are markers too, unless something says that they belong to the text (`MarkerFilter`). Clients get every
marker as `[n]` together with its position; all other text reaches them as it was written.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from chalicelib.models import MARKER
from chalicelib.rag.citations.literal import LiteralText

_NUMBER = r"[0-9０-９⁰¹²³⁴-⁹]{1,3}"
_NAMES = r"(?:source|sources|quelle|fuente|nguồn)"
_GROUP = re.compile(
    rf"(?P<open>[\[［【]{{1,2}}) ?(?:\^|{_NAMES} )?(?P<numbers>{_NUMBER}(?: ?[,;、，\-–] ?{_NUMBER}){{0,12}})"
    r" ?(?:†[^\[\]［］【】\n]{0,30})?(?P<close>[\]］】]{1,2})",
    re.IGNORECASE,
)
# What may yet become a group when more text comes.
_UNFINISHED = re.compile(
    r"[\[［【]{1,2} ?(?:\^|[a-zồ]{0,7} ?)[0-9０-９⁰¹²³⁴-⁹,;、，\-– ]{0,80}(?:†[^\[\]［］【】\n]{0,30})?[\]］】]?",
    re.IGNORECASE,
)
_PART = re.compile(rf"({_NUMBER})(?: ?[\-–] ?({_NUMBER}))?")
_OPENING = re.compile(r"(?<!\\)[\[［【]")
_ASKED_FOR = ("【", "】")
# Behind these a bracket is an index, a set, an address or an attribute; before those it is one too.
_NO_MARKER_AFTER = frozenset("\\_^{=<>/&#@+-~:|$")
_NO_MARKER_AFTER_BLANK = frozenset("=∈∉⊂⊆∪∩×≤≥<+^")
_NO_MARKER_BEFORE = re.compile(r"[A-Za-z0-9_^{\\=\]］]")
# Markdown would read `[1](…)` as a link, and `[1]: …` at a line's beginning as the address of all `[1]`.
_LINK, _DEFINITION = "(", ":"
_AROUND = 8  # Characters beside a bracket, blanks aside, by which it is recognised as words of a source.
_LAST_WORD = re.compile(r"\w{4,}\W*\Z")  # A word that is enough of them.
_NEXT_WORD = re.compile(r"\W{0,2}\w+")
_LEAST_AFTER = 4  # Bytes of a next word that is enough: four letters, or two that are words.
_AHEAD = 24  # Characters that are waited for where the words after a bracket decide.


class Marked(NamedTuple):
    """A piece of an answer, and where in it the markers `[n]` begin (characters from the piece's start)."""

    text: str
    markers: tuple[int, ...] = ()


class MarkerFilter:
    """Passes a stream's text on: its markers as `[n]` with their positions, everything else as it was written.

    `sources` are the texts that may be cited, in order; a number that none has is no marker. A bracket belongs to the
    text within code, formulas and addresses; where the words around it stand in a source; and where a source has it
    and the model writes the marker it was asked for. `written` is False for a model that cites by a call of its own:
    all brackets that it writes are text.
    """

    def __init__(self, sources: Sequence[str], *, written: bool = True) -> None:
        self._count = len(sources)
        self._sources = _squeezed("\0".join(sources))
        self._written = written
        self._waiting = ""
        self._context = LiteralText()
        self._asked_for_seen = False
        self._last_was_marker = False

    def feed(self, text: str) -> Marked:
        """The text that can be shown now; what may become a marker waits for the next text."""
        return self._take(self._waiting + text, final=False)

    def end(self) -> Marked:
        return self._take(self._waiting, final=True)

    def cite(self, numbers: Iterable[int]) -> Marked:
        """Markers where the model's own call cites these sources: after what it wrote so far."""
        before = self.end()
        return _joined([before, _markers(numbers, " ")])

    def _take(self, text: str, *, final: bool) -> Marked:
        pieces: list[Marked] = []
        done = 0
        while (opening := _OPENING.search(text, done)) and self._written:
            group = _GROUP.match(text, opening.start())
            if group is None and not final and _may_become_group(text, opening.start()):
                break
            if group is not None and not final and len(text) - group.end() < self._ahead(group):
                break
            pieces.append(self._plain(text[done : opening.start()]))
            done = group.end() if group else opening.end()
            pieces.append(self._decided(group, text) if group else self._plain(opening[0]))
        else:
            opening = None
        upto = opening.start() if opening else len(text) if final else self._context.decided_until(text, done)
        pieces.append(self._plain(text[done:upto]))
        self._waiting = text[upto:]
        return _joined(pieces)

    def _plain(self, text: str) -> Marked:
        if text:
            self._context.read(text)
            self._last_was_marker = False
        return Marked(text)

    def _ahead(self, group: re.Match[str]) -> int:
        """How many characters after a group are needed to decide."""
        return _AHEAD if _squeezed(group[0]) in self._sources else 1

    def _decided(self, group: re.Match[str], text: str) -> Marked:
        numbers = _numbers(group["numbers"])
        asked_for = (group["open"], group["close"]) == _ASKED_FOR
        following = text[group.end() : group.end() + _AHEAD]
        if self._is_literal(group, numbers, following, asked_for):
            return self._plain(group[0])
        if not all(1 <= number <= self._count for number in numbers):
            return Marked("")  # A citation of nothing, in a form that no source has.
        self._asked_for_seen |= asked_for
        begins_line = not self._context.line_tail.strip()
        parted = following[:1] == _LINK or (following[:1] == _DEFINITION and begins_line)
        self._context.read("[]")
        self._last_was_marker = True
        return _markers(numbers, after=" " if parted else "")

    def _is_literal(self, group: re.Match[str], numbers: Sequence[int], following: str, asked_for: bool) -> bool:
        if self._context.protects():
            return True
        in_source = _squeezed(group[0]) in self._sources
        if asked_for:
            return in_source and self._stands_in_source(group[0], following)
        if not all(1 <= number <= self._count for number in numbers) or len(group["open"]) != len(group["close"]):
            return True
        if self._is_operand(following):
            return True
        single = len(numbers) == 1
        return in_source and (self._asked_for_seen or not single or self._stands_in_source(group[0], following))

    def _is_operand(self, following: str) -> bool:
        """Whether the signs beside a bracket make it an index, an interval, a matrix or an attribute."""
        tail = self._context.line_tail
        before, before_blank = tail[-1:], tail.rstrip()[-1:]
        nested = before in ("]", "[") and not self._last_was_marker
        return (
            nested
            or before in _NO_MARKER_AFTER
            or before_blank in _NO_MARKER_AFTER_BLANK
            or _NO_MARKER_BEFORE.match(following) is not None
        )

    def _stands_in_source(self, group: str, following: str) -> bool:
        tail = self._context.line_tail
        word = _LAST_WORD.search(tail)
        before = _squeezed(word[0] if word else tail)[-_AROUND:]
        next_word = _NEXT_WORD.match(following)
        after = _squeezed(next_word[0])[:_AROUND] if next_word else ""
        return (bool(before) and before + _squeezed(group) in self._sources) or (
            len(after.encode()) >= _LEAST_AFTER and _squeezed(group) + after in self._sources
        )


def markers_at(text: str, positions: Iterable[int]) -> Iterator[re.Match[str]]:
    """The markers of an answer at their positions; its group 1 is the source's number."""
    for position in positions:
        if marker := MARKER.match(text, position):
            yield marker


def without_markers(text: str, positions: Iterable[int]) -> str:
    """An answer's words alone."""
    kept, done = [], 0
    for marker in markers_at(text, positions):
        kept.append(text[done : marker.start()])
        done = marker.end()
    return "".join([*kept, text[done:]])


def _markers(numbers: Iterable[int], before: str = "", after: str = "") -> Marked:
    text, positions = before, []
    for number in numbers:
        positions.append(len(text))
        text += f"[{number}]"
    return Marked(text + after, tuple(positions))


def _joined(pieces: Sequence[Marked]) -> Marked:
    positions, length = [], 0
    for piece in pieces:
        positions += [length + position for position in piece.markers]
        length += len(piece.text)
    return Marked("".join(piece.text for piece in pieces), tuple(positions))


def _may_become_group(text: str, start: int) -> bool:
    unfinished = _UNFINISHED.match(text, start)
    return unfinished is not None and unfinished.end() == len(text)


def _numbers(group: str) -> list[int]:
    """The numbers of a group, ranges spelled out, each once."""
    numbers: list[int] = []
    for first, last in _PART.findall(unicodedata.normalize("NFKC", group)):
        numbers += range(int(first), int(last or first) + 1)
    return list(dict.fromkeys(numbers))


def _squeezed(text: str) -> str:
    """A text as brackets are looked for in it: without blanks and capitals."""
    return "".join(text.split()).casefold()
