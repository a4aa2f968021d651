"""The markers `[n]` by which an answer cites, in the one form that clients know.

Models write `[1, 2]`, `[1-3]`, `【1】`, `[^1]` or `[¹]` too. `CitationFilter` makes `[1][2]` of all of them while
the text streams, and removes every number that no source has.
"""

import re
import unicodedata

MARKER = re.compile(r"\[(\d{1,3})\]")
_NUMBER = r"[0-9０-９⁰¹²³⁴-⁹]{1,3}"
_GROUP = re.compile(
    r"[\[［【]{1,2} ?(?:\^|(?:source|sources|quelle|fuente|nguồn) )?"
    rf"({_NUMBER}(?: ?[,;、，\-–] ?{_NUMBER}){{0,12}})"
    r" ?(?:†[^\[\]［］【】\n]{0,30})?[\]］】]{1,2}",
    re.IGNORECASE,
)
# The text that may yet become a marker: an open bracket, or one just closed, since the next letter decides.
_UNFINISHED = re.compile(r"[\[［【]{1,2}[^\[\]［］【】\n]{0,130}(?:[\]］】]{1,2})?\Z")
_PART = re.compile(rf"({_NUMBER})(?: ?[\-–] ?({_NUMBER}))?")
# Markdown would read `[1](…)` as a link, and `[1]: …` at a line's beginning as the address of all `[1]`.
_LINK, _DEFINITION = "(", ":"


class CitationFilter:
    """Passes a stream's text on, with its markers in one form and without those that no source has."""

    def __init__(self, sources: int) -> None:
        self._sources = sources
        self._waiting = ""
        self._line = ""

    def feed(self, text: str) -> str:
        """The text that can be shown now; an unfinished marker waits for the next text."""
        text = self._waiting + text
        unfinished = _UNFINISHED.search(text)
        self._waiting = unfinished.group() if unfinished else ""
        return self._clean(text[: len(text) - len(self._waiting)], self._waiting)

    def end(self) -> str:
        waiting, self._waiting = self._waiting, ""
        return self._clean(waiting, "")

    def _clean(self, text: str, ahead: str) -> str:
        shown, done = "", 0
        for group in _GROUP.finditer(text):
            shown += text[done : group.start()]
            shown += self._markers(group.group(1), self._line + shown, (text + ahead)[group.end() : group.end() + 1])
            done = group.end()
        shown += text[done:]
        self._line = (self._line + shown).rpartition("\n")[2][-4:]
        return shown

    def _markers(self, numbers: str, before: str, following: str) -> str:
        shown = "".join(f"[{number}]" for number in _numbers(numbers) if 1 <= number <= self._sources)
        begins_line = not before.rpartition("\n")[2].strip()
        parted = following == _LINK or (following == _DEFINITION and begins_line)
        return f"{shown} " if shown and parted else shown


def plain_markers(text: str) -> str:
    """A text that is not ours, so that its markers are no citations: `[3]` becomes `(3)`."""
    return _GROUP.sub(lambda group: f"({group.group(1)})", text)


def _numbers(group: str) -> list[int]:
    """The numbers of a group, ranges spelled out, each once."""
    numbers: list[int] = []
    for first, last in _PART.findall(unicodedata.normalize("NFKC", group)):
        numbers += range(int(first), int(last or first) + 1)
    return list(dict.fromkeys(numbers))
