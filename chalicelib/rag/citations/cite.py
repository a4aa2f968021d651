"""Citations: where in the documents the words of an answer's cited sentences stand, and whether they hold them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from chalicelib.models import Citation, Passage, QuotePart
from chalicelib.rag.citations.markers import MARK
from chalicelib.rag.citations.verify import Words, covered, holds, weights_of
from chalicelib.rag.text.sentences import sentences

WORD = re.compile(r"\w")
VERIFIED_SHARE = 0.7  # Of the claim's weighted words that the quote must hold (docs/decisions/0008-answers.md).
MAX_SENTENCES = 2  # Of a quote.
MAX_CITATIONS = 300  # A row in DynamoDB has 400 KB; a runaway model could write thousands.


class Source:
    """A passage with its sentences, ready to be compared with many claims."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self._spans = list(sentences(passage.text)) or [(0, len(passage.text))]

    @cached_property
    def _windows(self) -> list[tuple[int, int, Words]]:
        """One to `MAX_SENTENCES` sentences in a row, shorter ones first."""
        text = self.passage.text
        return [
            (self._spans[first][0], self._spans[last][1], Words(text[self._spans[first][0] : self._spans[last][1]]))
            for length in range(MAX_SENTENCES)
            for first, last in zip(range(len(self._spans)), range(length, len(self._spans)), strict=False)
        ]

    @cached_property
    def _weights(self) -> dict[str, float]:
        return weights_of([words for _, _, words in self._windows[: len(self._spans)]])

    def quote(self, claim: Words, share: float = VERIFIED_SHARE, told: Sequence[str] = ()) -> tuple[int, int, bool]:
        """Span of the sentences that hold most of the claim, and whether they hold it; the fewest of the best.

        What the model itself has `told` to quote goes before what is found here, if it stands in the source.
        """
        windows = self._told(told) or self._windows
        held = [span for span in windows if holds(claim, span[2], self._weights, share)]
        best = max(held or windows, key=lambda span: covered(claim, span[2], self._weights))
        return best[0], best[1], bool(held)

    def _told(self, quotes: Sequence[str]) -> list[tuple[int, int, Words]]:
        text = self.passage.text
        return [(text.index(each), text.index(each) + len(each), Words(each)) for each in quotes if each in text]


def cite(answer: str, sources: Sequence[Passage], told: Sequence[QuotePart] = ()) -> tuple[Citation, ...]:
    """A citation for each mark of the answer that has a source, in order; the same one twice in a row is one.

    `told` are quotes that the model itself gave, for models that do.
    """
    ready = [Source(each) for each in sources]
    marks = dict.fromkeys((int(mark.group(1)), claim) for mark, claim in _marks(answer))
    known = [(number, claim) for number, claim in marks if 1 <= number <= len(sources)]
    quotes: dict[int, list[str]] = defaultdict(list)
    for part in told:
        quotes[part.n].append(part.quote)
    return tuple(
        _citation(number, answer, claim, ready[number - 1], quotes[number]) for number, claim in known[:MAX_CITATIONS]
    )


def _marks(answer: str) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    """Each mark with the span of the sentence it follows; marks in a row belong to the same one."""
    claim = (0, 0)
    previous_end = 0
    for mark in MARK.finditer(answer):
        if WORD.search(answer[previous_end : mark.start()]) or previous_end == 0:
            claim = _last_sentence(answer, previous_end, mark.start())
        previous_end = mark.end()
        yield mark, claim


def _last_sentence(answer: str, start: int, end: int) -> tuple[int, int]:
    spans = [span for span in sentences(answer[start:end]) if WORD.search(answer[start + span[0] : start + span[1]])]
    if not spans:
        return start, end
    return start + spans[-1][0], start + spans[-1][1]


def _citation(number: int, answer: str, claim: tuple[int, int], source: Source, told: Sequence[str]) -> Citation:
    start, end, verified = source.quote(Words(answer[claim[0] : claim[1]]), told=told)
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
    )
