"""How a model's answer ended, and the notice that the person gets.

A reason is Bedrock's `stopReason`. An answer that was cut short keeps its text and gets a notice; one without any text
is no answer, so it fails with a sentence and can be asked for again.
"""

from chalicelib.errors import AnswerEmptyError
from chalicelib.models import Notice

WHOLE = frozenset({"end_turn", "stop_sequence"})

_CUT_OFF = Notice(
    "cut_off",
    "This answer was cut off because it reached its longest length. Ask for less at a time, or ask for the rest.",
)
_TOO_LONG = Notice(
    "cut_off",
    "This answer was cut off because the conversation has become too long for the model. Please start a new one.",
)
_GUARDRAIL = Notice(
    "guardrail", "A content rule of this service stopped this answer. Try to put the question in another way."
)
_FILTERED = Notice("filtered", "The model declined to go on with this answer. Try to put the question in another way.")
_INCOMPLETE = Notice("incomplete", "The model ended this answer early, so something may be missing. Please ask again.")

_NOTICES = {
    "max_tokens": _CUT_OFF,
    "model_context_window_exceeded": _TOO_LONG,
    "guardrail_intervened": _GUARDRAIL,
    "content_filtered": _FILTERED,
    "refusal": _FILTERED,
}
_EMPTY = {
    "max_tokens": "The model used up its room before it wrote anything. Please try again, or ask for less at a time.",
    "model_context_window_exceeded": "The conversation is too long for the model. Please start a new one.",
    "guardrail_intervened": "A content rule of this service stopped this answer. Try to put the question another way.",
    "content_filtered": "The model declined to answer this question. Try to put it another way.",
    "refusal": "The model declined to answer this question. Try to put it another way.",
}
BLOCKED = frozenset({_GUARDRAIL.code, _FILTERED.code})


def notice_of(reason: str | None) -> Notice | None:
    """None for an answer that is whole, and for one that the person stopped."""
    if reason is None or reason in WHOLE:
        return None
    return _NOTICES.get(reason, _INCOMPLETE)


def check_written(text: str, reason: str | None) -> None:
    """Raises AnswerEmptyError where the model ended without a word."""
    if reason is not None and not text.strip():
        raise AnswerEmptyError(_EMPTY.get(reason, "The model wrote nothing. Please try again."))
