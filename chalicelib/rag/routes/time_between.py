"""The time between two dated things of the sources: a quoting model's answer, a fact for one that writes."""

from dataclasses import replace

from chalicelib.rag.aggregates.time_between import TimeBetween, time_between
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.gathered import Gathered

COMPUTED = "Computed from the sources:"


def with_time_between(gathered: Gathered, question: str, *, only_quotes: bool) -> Gathered:
    """With the time that the question asks for, if both of its ends are certain; raises nothing."""
    if gathered.answer is not None:
        return gathered
    computed = time_between(question, gathered.passages)
    if computed is None:
        return gathered
    if only_quotes:
        return replace(gathered, evidence="enough", answer=_answer(computed))
    ends = " and ".join(f"source {dated.number} ({dated.written})" for dated in computed.operands)
    note = f"{gathered.note}\n{COMPUTED} {computed.text} The dates are those of {ends}.".strip()
    return replace(gathered, note=note)


def _answer(computed: TimeBetween) -> Marked:
    text, markers = computed.text + "\n", list[int]()
    for dated in computed.operands:
        text += f"\n- {dated.sentence} "
        markers.append(len(text))
        text += f"[{dated.number}]"
    return Marked(text, tuple(markers))
