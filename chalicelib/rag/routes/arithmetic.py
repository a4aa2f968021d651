"""What two stated amounts come to: a quoting model's answer, a fact for one that writes."""

from dataclasses import replace

from chalicelib.rag.aggregates.arithmetic import ComputedAmount, computed_amount
from chalicelib.rag.citations.markers import Marked
from chalicelib.rag.routes.gathered import Gathered
from chalicelib.rag.routes.time_between import COMPUTED


def with_arithmetic(gathered: Gathered, question: str, *, only_quotes: bool) -> Gathered:
    """With what the question asks to compute, if both amounts are certain; raises nothing."""
    if gathered.answer is not None:
        return gathered
    computed = computed_amount(question, gathered.passages, {one.id: one.language for one in gathered.documents})
    if computed is None:
        return gathered
    if only_quotes:
        return replace(gathered, evidence="enough", answer=_answer(computed))
    amounts = " and ".join(f"source {stated.number} ({stated.written})" for stated in computed.operands)
    note = f"{gathered.note}\n{COMPUTED} {computed.text} The amounts are those of {amounts}.".strip()
    return replace(gathered, note=note)


def _answer(computed: ComputedAmount) -> Marked:
    text, markers = computed.text + "\n", list[int]()
    for number, sentence in dict.fromkeys((stated.number, stated.sentence) for stated in computed.operands):
        text += f"\n- {sentence} "
        markers.append(len(text))
        text += f"[{number}]"
    return Marked(text, tuple(markers))
