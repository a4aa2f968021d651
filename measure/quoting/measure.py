"""What an answer is worth: does it hold the gold answer, cite the right source, keep silent where it should?"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cloud.bedrock.chat.base import ChatModel, ChatRequest, Delta, Turn
from cloud.bedrock.quoting.prompt import fenced
from cloud.bedrock.quoting.refusals import is_refusal
from cloud.bedrock.quoting.words import words
from measure.quoting.data import Case

_CITATION = re.compile(r"[\[【](\d+)[\]】]")
_ARTICLES = frozenset({"a", "an", "the"})


@dataclass(frozen=True)
class Outcome:
    """One answer, judged. `first_ms` is the time to the first piece, `f1` the token F1 to the nearest gold answer."""

    case: Case
    refused: bool
    contains: bool
    f1: float
    cited_right: bool
    cited_any: bool
    words: int
    first_ms: float
    total_ms: float


async def outcomes(model: ChatModel, name: str, cases: Iterable[Case]) -> list[Outcome]:
    return [await _outcome(model, name, case) for case in cases]


async def _outcome(model: ChatModel, name: str, case: Case) -> Outcome:
    turn = Turn("user", fenced(case.prompt))
    request = ChatRequest(model=name, system="", turns=(turn,), max_tokens=200)
    began, first, text = time.monotonic(), 0.0, ""
    async for part in model.reply(request):
        first = first or time.monotonic() - began
        if isinstance(part, Delta):
            text += part.text
        await asyncio.sleep(0)
    return judge(case, text, first * 1000, (time.monotonic() - began) * 1000)


def judge(case: Case, text: str, first_ms: float = 0.0, total_ms: float = 0.0) -> Outcome:
    """A refusal is an answer that says the documents are silent, or says nothing."""
    bare = _CITATION.sub("", text)
    cited = {int(n) for n in _CITATION.findall(text)}
    refused = not bare.strip() or is_refusal(text)
    folded = f" {' '.join(words(bare))} "
    return Outcome(
        case=case,
        refused=refused,
        contains=any(f" {' '.join(words(answer))} " in folded for answer in case.answers),
        f1=max((token_f1(bare, answer) for answer in case.answers), default=0.0),
        cited_right=case.gold in cited,
        cited_any=bool(cited),
        words=len(bare.split()),
        first_ms=first_ms,
        total_ms=total_ms,
    )


def token_f1(given: str, gold: str) -> float:
    """SQuAD's token F1: the overlap of words, articles left out."""
    mine, theirs = _tokens(given), _tokens(gold)
    shared = sum((mine & theirs).values())
    return 2 * shared / (mine.total() + theirs.total()) if shared else 0.0


def _tokens(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if word not in _ARTICLES)


def table(results: dict[str, Sequence[Outcome]]) -> str:
    """A row for each model, set and kind, in Markdown."""
    head = "| model | set | kind | n | refused | holds the answer | cites it | token F1 | words |"
    rows = [head, "|" + " --- |" * 9]
    for model, judged in results.items():
        groups: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in judged:
            groups.setdefault((outcome.case.set, outcome.case.kind), []).append(outcome)
        rows += [_row(model, name, kind, group) for (name, kind), group in sorted(groups.items())]
    return "\n".join(rows)


def _row(model: str, name: str, kind: str, group: Sequence[Outcome]) -> str:
    answerable = kind == "answerable"
    figures = [
        f"{_mean([o.refused for o in group]):.1%}",
        f"{_mean([o.contains for o in group]):.1%}" if answerable else "",
        f"{_mean([o.cited_right for o in group]):.1%}" if answerable else "",
        f"{_mean([o.f1 for o in group]):.3f}" if answerable else "",
        f"{_mean([o.words for o in group]):.0f}",
    ]
    return f"| {model} | {name} | {kind} | {len(group)} | {' | '.join(figures)} |"


def refusal_f1(judged: Sequence[Outcome], name: str = "squad2") -> tuple[float, float, float]:
    """Precision, recall and F1 of refusing the unanswerable questions of a set."""
    mine = [o for o in judged if o.case.set == name and o.case.kind in ("answerable", "unanswerable")]
    right = sum(o.refused and o.case.kind == "unanswerable" for o in mine)
    precision = right / max(1, sum(o.refused for o in mine))
    recall = right / max(1, sum(o.case.kind == "unanswerable" for o in mine))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def speed(judged: Sequence[Outcome]) -> tuple[float, float]:
    """Milliseconds to the first piece and to the end, at the median."""
    return _median([o.first_ms for o in judged]), _median([o.total_ms for o in judged])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
