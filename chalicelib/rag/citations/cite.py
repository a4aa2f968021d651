"""Citations: where in the documents the words of an answer's cited sentences stand, and whether they hold them.

A citation's page is that of its passage, which reaches over no page's end; `rag/documents/chunking.py` finds it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from chalicelib.models import Citation, Passage, QuotePart
from chalicelib.rag.citations.exchanged import exchanges
from chalicelib.rag.citations.markers import markers_at
from chalicelib.rag.citations.rewording import Figures, figures_of, is_candidate, judge, likeness
from chalicelib.rag.citations.verify import Words, covered, holds, weights_of
from chalicelib.rag.text.page_breaks import broken_off, going_on, whole
from chalicelib.rag.text.sentences import sentences

WORD = re.compile(r"\w")
VERIFIED_SHARE = 0.9  # Share of the claim's weighted words that a quote of the same words holds.
MAX_SENTENCES = 2  # Sentences of a quote.
MAX_CITATIONS = 300  # Citations of an answer: a row in DynamoDB has 400 KB; a runaway model could write thousands.


class Window(NamedTuple):
    """A part of a passage's text, from character `start` to `end`, and its words."""

    start: int
    end: int
    words: Words


class Source:
    """A passage with its sentences, ready to be compared with many claims."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self._spans = list(sentences(passage.text)) or [(0, len(passage.text))]

    @cached_property
    def _windows(self) -> list[Window]:
        """One to `MAX_SENTENCES` sentences in a row, shorter ones first."""
        return [
            self._window(self._spans[first][0], self._spans[first + length][1])
            for length in range(MAX_SENTENCES)
            for first in range(len(self._spans) - length)
        ]

    @cached_property
    def _weights(self) -> dict[str, float]:
        return weights_of([window.words for window in self._windows[: len(self._spans)]])

    def quote(self, claim: Words, own_quotes: Sequence[str] = ()) -> tuple[int, int, bool]:
        """Span of the sentences that hold most of the claim, and whether they hold it; the fewest of the best.

        The model's `own_quotes` that stand in the source go before its sentences.
        """
        windows = self._quoted(own_quotes) or self._windows
        shares = [covered(claim, window.words, self._weights) for window in windows]
        best = max(range(len(windows)), key=shares.__getitem__)
        holding = [at for at, window in enumerate(windows) if self._holds(claim, window)]
        if holding:
            best = max(holding, key=shares.__getitem__)
            return windows[best].start, windows[best].end, True
        likest = self._likest(claim, windows, shares)
        if likest is not None and self._says_the_same(claim, windows, shares, likest):
            return windows[likest].start, windows[likest].end, True
        return windows[best].start, windows[best].end, False

    def share(self, claim: Words, start: int, end: int) -> float:
        """The share (0 to 1) of the claim's weighted words that stand between two characters of the passage."""
        return covered(claim, self._window(start, end).words, self._weights)

    def figures(self, claim: Words) -> Figures | None:
        """The figures by which the claim is judged where it says the same in other words; None where it cannot."""
        shares = [covered(claim, window.words, self._weights) for window in self._windows]
        likest = self._likest(claim, self._windows, shares)
        if likest is None or exchanges(claim, self._windows[likest].words):
            return None
        return self._figures(claim, self._windows, shares, likest)

    def _holds(self, claim: Words, window: Window) -> bool:
        is_held = holds(claim, window.words, self._weights, VERIFIED_SHARE)
        return is_held and not exchanges(claim, window.words)

    def _says_the_same(self, claim: Words, windows: Sequence[Window], shares: Sequence[float], at: int) -> bool:
        """In other words, but not in one other word."""
        is_same = judge().holds(self._figures(claim, windows, shares, at))
        return is_same and not exchanges(claim, windows[at].words)

    def _likest(self, claim: Words, windows: Sequence[Window], shares: Sequence[float]) -> int | None:
        """The window that most likely says in other words what the claim says; none if the passage lacks a name."""
        if not self._words.key_set.issuperset(claim.names):
            return None
        able = [at for at, window in enumerate(windows) if is_candidate(claim, window.words, shares[at])]
        likes = {at: likeness(claim, windows[at].words, shares[at], sentences=self._length(windows[at])) for at in able}
        return max(able, key=likes.__getitem__, default=None)

    def _figures(self, claim: Words, windows: Sequence[Window], shares: Sequence[float], at: int) -> Figures:
        window = windows[at]
        apart = [
            share
            for other, share in zip(windows, shares, strict=True)
            if other.end <= window.start or other.start >= window.end
        ]
        return figures_of(
            claim,
            window.words,
            self._words,
            self._weights,
            sentences=self._length(window),
            elsewhere=max(apart, default=0.0),
        )

    def _length(self, window: Window) -> int:
        return sum(window.start <= start < window.end for start, _ in self._spans)

    @cached_property
    def _words(self) -> Words:
        return Words(whole(self.passage.text, self.passage.before, self.passage.after))

    def _quoted(self, quotes: Sequence[str]) -> list[Window]:
        starts = [(self.passage.text.find(quote), len(quote)) for quote in quotes]
        return [self._window(start, start + length) for start, length in starts if start >= 0]

    def _window(self, start: int, end: int) -> Window:
        """The quote keeps to the passage's page; its words are those of whole sentences, as the model read them."""
        passage = self.passage
        second = self._going_on and start <= self._going_on[0] < end
        first = self._broken_off and start < self._broken_off[1] <= end
        text = whole(passage.text[start:end], passage.before if second else "", passage.after if first else "")
        return Window(start, end, Words(text))

    @cached_property
    def _going_on(self) -> tuple[int, int] | None:
        return going_on(self.passage.text) if self.passage.before else None

    @cached_property
    def _broken_off(self) -> tuple[int, int] | None:
        return broken_off(self.passage.text) if self.passage.after else None


def cite(
    answer: str, markers: Sequence[int], sources: Sequence[Passage], quotes: Sequence[QuotePart] = ()
) -> tuple[Citation, ...]:
    """A citation for each marker of the answer that has a source, in order; the same one twice in a row is one.

    `markers` are the positions of the markers in the answer. `quotes` are the model's own, of models that quote.
    """
    prepared = [Source(passage) for passage in sources]
    cited = dict.fromkeys((int(marker.group(1)), claim) for marker, claim in _claims(answer, markers))
    citable = [(number, claim) for number, claim in cited if 1 <= number <= len(sources)]
    by_number: dict[int, list[str]] = defaultdict(list)
    for part in quotes:
        by_number[part.n].append(part.quote)
    return tuple(
        _citation(number, answer, claim, prepared[number - 1], by_number[number])
        for number, claim in citable[:MAX_CITATIONS]
    )


def cite_claim(claim: str, sources: Sequence[Passage]) -> Citation | None:
    """The citation of a claim that stands by itself, of as many sentences as it has; None without sources.

    It is that of the first source that holds the claim, else of the one that holds most of its words.
    """
    words, best, most = Words(claim), None, -1.0
    for number, passage in enumerate(sources, 1):
        source = Source(passage)
        citation = _citation(number, claim, (0, len(claim)), source, ())
        if citation.verified:
            return citation
        share = source.share(words, citation.quote_start - passage.start, citation.quote_end - passage.start)
        if share > most:
            best, most = citation, share
    return best


def _claims(answer: str, markers: Sequence[int]) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    """Each marker with the span of the sentence before it; markers in a row belong to the same sentence."""
    claim = (0, 0)
    previous_end = 0
    for marker in markers_at(answer, markers):
        if WORD.search(answer[previous_end : marker.start()]) or previous_end == 0:
            claim = _last_sentence(answer, previous_end, marker.start())
        previous_end = marker.end()
        yield marker, claim


def _last_sentence(answer: str, start: int, end: int) -> tuple[int, int]:
    spans = [span for span in sentences(answer[start:end]) if WORD.search(answer[start + span[0] : start + span[1]])]
    if not spans:
        return start, end
    return start + spans[-1][0], start + spans[-1][1]


def _citation(number: int, answer: str, claim: tuple[int, int], source: Source, quotes: Sequence[str]) -> Citation:
    start, end, verified = source.quote(Words(answer[claim[0] : claim[1]]), own_quotes=quotes)
    passage = source.passage
    return Citation(
        n=number,
        passage_id=passage.id,
        document_id=passage.document_id,
        filename=passage.filename,
        page=passage.page,
        quote_start=passage.start + start,
        quote_end=passage.start + end,
        quote=passage.text[start:end],
        answer_start=claim[0],
        answer_end=claim[1],
        verified=verified,
        heading=passage.heading_at(passage.start + start),
        confidence=passage.confidence,
        profile=passage.profile,
    )
