"""What an answer is worth, by strings alone: right, refused, wrong with a citation, or wrong without."""

import re
from collections.abc import Sequence
from typing import Literal

from chalicelib.models import Message
from chalicelib.rag.citations.markers import markers_at, without_markers
from chalicelib.rag.text.languages import language_of
from measure.faithful.cases import Rule

type Verdict = Literal["right", "refused", "wrong", "spoke", "wrong language"]
"""`refused` where it should have answered; `spoke` where it should have refused; `wrong` is anything else."""


def judge(rule: Rule, question: str, answer: Message, prompts: Sequence[str] = ()) -> Verdict:
    """`prompts` are all that the model was sent for this answer."""
    if rule.refuse or rule.talk:
        return _judge_refusal(rule, question, answer, prompts)
    words = without_markers(answer.text, answer.markers)
    shown = all(string in words for string in rule.verbatim)
    sent = all(any(string in prompt for prompt in prompts) for string in rule.verbatim_in_prompt)
    same = rule.text in (None, answer.text) and rule.markers in (None, _numbers(answer))
    if _holds_all(rule, words) and shown and sent and same and not _holds_forbidden(rule, words):
        return "right"
    return "wrong" if answer.citations else "refused"


def presents_look_alike(rule: Rule, answer: Message) -> bool:
    """Whether the answer says of a look-alike what was asked, or answers what the documents do not say."""
    cites_nothing_there = rule.refuse and bool(answer.citations)
    return cites_nothing_there or _holds_forbidden(rule, without_markers(answer.text, answer.markers))


def _judge_refusal(rule: Rule, question: str, answer: Message, prompts: Sequence[str]) -> Verdict:
    searched = bool(answer.sources or prompts or "searching" in answer.stages)
    if answer.citations or not answer.text.strip() or (rule.talk and searched):
        return "spoke"
    wanted, said = rule.language or language_of(question), language_of(answer.text)
    if wanted and said and wanted != said:
        return "wrong language"
    return "right" if _holds_all(rule, answer.text) and not _holds_forbidden(rule, answer.text) else "spoke"


def _numbers(answer: Message) -> tuple[int, ...]:
    return tuple(int(marker[1]) for marker in markers_at(answer.text, answer.markers))


def _holds_all(rule: Rule, text: str) -> bool:
    return all(_holds(text, string, patterns=rule.patterns) for string in rule.all)


def _holds_forbidden(rule: Rule, text: str) -> bool:
    return any(_holds(text, string, patterns=rule.patterns) for string in rule.none)


def _holds(text: str, string: str, *, patterns: bool) -> bool:
    """A plain string of letters and digits counts where it is no part of a longer word or number."""
    if patterns:
        return re.search(string, text, re.IGNORECASE) is not None
    unspaced = language_of(string) in ("ja", "ko", "zh")
    pattern = rf"(?<!\w){re.escape(string)}(?!\w)" if string.isalnum() and not unspaced else re.escape(string)
    return re.search(pattern, text, re.IGNORECASE) is not None
