"""Citations: `[n]` in an answer, checked against the sources.

A number that no source has never reaches the person: `CitationFilter` takes it out of the stream. Of every other
the sentence before it is compared with the source, and the citation says where in the document its words stand.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from chalicelib.models import Citation, Passage

MARK = re.compile(r"\[(\d{1,3})\]")
OPEN_MARK = re.compile(r"\[\d{0,3}$")
WORD = re.compile(r"\w+")
VERIFIED_SHARE = 0.6  # Of the claim's words that the quote must hold.


class CitationFilter:
    """Lets a stream's text through, but for marks `[n]` that no source has."""

    def __init__(self, sources: int) -> None:
        self._sources = sources
        self._held = ""

    def feed(self, text: str) -> str:
        """The text that can be shown now; what may yet become a mark is held back."""
        text = self._held + text
        unfinished = OPEN_MARK.search(text)
        self._held = unfinished.group() if unfinished else ""
        return self._clean(text[: len(text) - len(self._held)])

    def end(self) -> str:
        held, self._held = self._held, ""
        return held

    def _clean(self, text: str) -> str:
        return MARK.sub(lambda mark: mark.group() if 1 <= int(mark.group(1)) <= self._sources else "", text)


def cite(answer: str, sources: Sequence[Passage]) -> tuple[Citation, ...]:
    """One citation for each mark of the answer, in order."""
    return tuple(
        _citation(int(mark.group(1)), answer, claim, sources[int(mark.group(1)) - 1])
        for mark, claim in _marks(answer)
        if 1 <= int(mark.group(1)) <= len(sources)
    )


def _marks(answer: str) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    """Each mark with the span of the sentence it follows; marks in a row belong to the same one."""
    claim = (0, 0)
    previous_end = 0
    for mark in MARK.finditer(answer):
        if answer[previous_end : mark.start()].strip() or previous_end == 0:
            claim = _last_sentence(answer, previous_end, mark.start())
        previous_end = mark.end()
        yield mark, claim


def _last_sentence(answer: str, start: int, end: int) -> tuple[int, int]:
    spans = [span for span in _sentences(answer[start:end]) if WORD.search(answer[start + span[0] : start + span[1]])]
    if not spans:
        return start, end
    return start + spans[-1][0], start + spans[-1][1]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a text, without the blanks around them."""
    begin = 0
    for match in re.finditer(r"[.!?…][\"'”’)\]]*(?=\s|$)|[。！？]|\n+", text):
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))


def _citation(number: int, answer: str, claim: tuple[int, int], source: Passage) -> Citation:
    words = _words(answer[claim[0] : claim[1]])
    start, end, share = _best_quote(source.text, words)
    return Citation(
        n=number,
        passage_id=source.id,
        document_id=source.document_id,
        filename=source.filename,
        page=source.page,
        quote_start=source.start + start,
        quote_end=source.start + end,
        quote=source.text[start:end],
        answer_start=claim[0],
        answer_end=claim[1],
        verified=share >= VERIFIED_SHARE,
    )


def _best_quote(text: str, words: set[str]) -> tuple[int, int, float]:
    """The sentence, or two in a row, that hold most of the words; shorter first among equals."""
    spans = list(_sentences(text)) or [(0, len(text))]
    windows = [*spans, *((first[0], second[1]) for first, second in pairwise(spans))]
    scored = [(_share(words, _words(text[start:end])), start - end, start, end) for start, end in windows]
    share, _, start, end = max(scored)
    return start, end, share


def _share(words: set[str], quote: set[str]) -> float:
    return len(words & quote) / len(words) if words else 0.0


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(MARK.sub(" ", text))}
