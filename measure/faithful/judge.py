"""What an answer is worth, by strings alone: right, refused, wrong with a citation, or wrong without."""

import re
from collections.abc import Sequence
from typing import Literal

from chalicelib.models import MARKER, Message
from chalicelib.rag.text.languages import language_of
from measure.faithful.cases import Rule

type Verdict = Literal["right", "refused", "wrong", "spoke", "wrong language"]
"""`refused` where it should have answered; `spoke` where it should have refused; `wrong` is anything else."""


def judge(rule: Rule, question: str, answer: Message, prompts: Sequence[str] = ()) -> Verdict:
    """`prompts` are all that the model was sent for this answer."""
    if rule.refuse:
        return _judge_refusal(rule, question, answer)
    text = MARKER.sub("", answer.text)
    found = all(_holds(text, string, patterns=rule.patterns) for string in rule.all)
    forbidden = any(_holds(text, string, patterns=rule.patterns) for string in rule.none)
    shown = all(string in text for string in rule.verbatim)
    sent = all(any(string in prompt for prompt in prompts) for string in rule.verbatim_in_prompt)
    if found and shown and sent and not forbidden:
        return "right"
    return "wrong" if answer.citations else "refused"


def _judge_refusal(rule: Rule, question: str, answer: Message) -> Verdict:
    if answer.citations or not answer.text.strip():
        return "spoke"
    wanted, said = rule.language or language_of(question), language_of(answer.text)
    return "wrong language" if wanted and said and wanted != said else "right"


def _holds(text: str, string: str, *, patterns: bool) -> bool:
    """A plain string of letters and digits counts where it is no part of a longer word or number."""
    if patterns:
        return re.search(string, text, re.IGNORECASE) is not None
    unspaced = language_of(string) in ("ja", "ko", "zh")
    pattern = rf"(?<!\w){re.escape(string)}(?!\w)" if string.isalnum() and not unspaced else re.escape(string)
    return re.search(pattern, text, re.IGNORECASE) is not None
