"""Contradictions told as sentences, for the prompt's note or for an answer."""

from collections.abc import Collection, Sequence

from chalicelib.models import Passage
from chalicelib.rag.citations.contradictions import Contradiction
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.citations.newer import Reason
from chalicelib.rag.text.languages import FixedSentence, likely_language, sentence
from chalicelib.rag.text.now import asks_for_now

MOST = 3  # Contradictions that are told; the first ones have most of the question.
LONGEST_QUOTE = 200  # Characters of a statement.

_BY: dict[Reason | None, FixedSentence] = {
    "replaces": "newer_replaces",
    "valid": "newer_valid",
    "version": "newer_version",
    "dated": "newer_dated",
    "changed": "newer_changed",
    "uploaded": "newer_uploaded",
    None: "newer_unknown",
}


def note_of_contradictions(contradictions: Sequence[Contradiction], language: str | None) -> str:
    """A line for each contradiction: what both sources say, their numbers, which is newer and by what. Empty for none.

    In English where the language has no such sentences.
    """
    return "\n".join(_line(contradiction, language) for contradiction in contradictions[:MOST])


def closing_of(
    contradictions: Sequence[Contradiction],
    answer: str,
    cited: Collection[int],
    sources: Sequence[Passage],
    question: str,
) -> Marked:
    """What follows an answer of quotes that has one side of a contradiction: the other side, and which is newer.

    `cited` are the numbers of the sources that the answer cites. Empty where it quotes none of both sides, and where it
    cites the newer source alone for a question that asks for what holds now.
    """
    language = likely_language(question)
    if asks_for_now(question):
        contradictions = [one for one in contradictions if set(one.sources) & set(cited) != {one.newer}]
    text, markers, quoted = "", list[int](), " ".join(answer.split())
    for contradiction in contradictions[:MOST]:
        sides = (contradiction.one, contradiction.other)
        unsaid = [side for side in sides if side.number not in cited or " ".join(side.text.split()) not in quoted]
        if len(unsaid) == len(sides):
            continue
        for statement in unsaid:
            text += f" {_quote(statement.text)} "
            markers.append(len(text))
            text += f"[{statement.number}]"
        newer = sentence(_BY[contradiction.reason], language).format(newer=contradiction.newer)
        name = f" ({sources[contradiction.newer - 1].filename})" if contradiction.newer else ""
        text += f" {newer.rstrip('.')}{name}."
    return Marked(text, tuple(markers))


def _line(contradiction: Contradiction, language: str | None) -> str:
    one, other = contradiction.sources
    said, says = (_quote(statement.text) for statement in (contradiction.one, contradiction.other))
    text = sentence("contradiction", language).format(one=one, other=other, said=said, says=says)
    return f"{text} {sentence(_BY[contradiction.reason], language).format(newer=contradiction.newer)}"


def _quote(text: str) -> str:
    kept = " ".join(text.split())
    return kept if len(kept) <= LONGEST_QUOTE else f"{kept[: LONGEST_QUOTE - 1].rstrip()}…"
