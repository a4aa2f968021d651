"""What code computes of two things that sources state: a quoting model's answer, a fact for one that writes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from chalicelib.rag.aggregates.arithmetic import computed_amount
from chalicelib.rag.aggregates.time_between import time_between
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.gathered import Gathered

COMPUTED = "Computed from the sources:"


class Operand(Protocol):
    """A date or an amount of the source `number`, as it is `written` in a `sentence`."""

    @property
    def number(self) -> int: ...
    @property
    def sentence(self) -> str: ...
    @property
    def written(self) -> str: ...


def with_computed(gathered: Gathered, question: str, *, only_quotes: bool) -> Gathered:
    """With the time between two dates or the result of two amounts, where both are sure."""
    if gathered.answer is not None:
        return gathered
    if time := time_between(question, gathered.passages):
        return _with(gathered, time.text, "dates", time.operands, only_quotes=only_quotes)
    languages = {document.id: document.language for document in gathered.documents}
    if amount := computed_amount(question, gathered.passages, languages):
        return _with(gathered, amount.text, "amounts", amount.operands, only_quotes=only_quotes)
    return gathered


def _with(gathered: Gathered, text: str, kind: str, operands: Sequence[Operand], *, only_quotes: bool) -> Gathered:
    if only_quotes:
        return replace(gathered, evidence="enough", answer=_answer(text, operands))
    sources = " and ".join(f"source {operand.number} ({operand.written})" for operand in operands)
    note = f"{gathered.note}\n{COMPUTED} {text} The {kind} are those of {sources}.".strip()
    return replace(gathered, note=note)


def _answer(text: str, operands: Sequence[Operand]) -> Marked:
    """The result, and each sentence that it rests on with its source."""
    text, markers = text + "\n", list[int]()
    for number, sentence in dict.fromkeys((operand.number, operand.sentence) for operand in operands):
        text += f"\n- {sentence} "
        markers.append(len(text))
        text += f"[{number}]"
    return Marked(text, tuple(markers))
