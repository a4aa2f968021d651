"""What keeping silent costs: the answerable questions that are lost for the others refused, at several thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.local_models.data import SOURCES
from bench.local_models.fit import Scored
from local.bedrock.chat.weights import Weights

SHARES = (0.025, 0.03, 0.12, 0.15, 0.17, 0.20)


@dataclass(frozen=True)
class Sureness:
    """How sure the judge is of a case before five sources."""

    set: str
    kind: str
    even: bool
    language: str
    score: float


def sureness(scored: Iterable[Scored], weights: Weights) -> list[Sureness]:
    found = []
    for item in scored:
        case, score = item.case, float(weights.judge.score(item.whole(weights.choice)))
        if len(case.prompt.sources) == SOURCES:
            found.append(Sureness(case.set, case.kind, case.for_fitting, item.language, score))
    return found


def table(cases: Sequence[Sureness]) -> str:
    """A row for each share of XQuAD's answerable even questions; the rest of a row is of the odd ones."""
    rows = [
        "| refused on even | XQuAD en: answerable, off-topic | XQuAD vi: answerable, off-topic "
        "| SQuAD 2.0: answerable, unanswerable | its F1 of refusal |",
        "|" + " --- |" * 5,
    ]
    for share in SHARES:
        thresholds = {name: _threshold(cases, name, share) for name in ("en", "vi")}
        odd = [case for case in cases if not case.even]
        refused = {kind: _share(odd, kind, thresholds) for kind in {(case.set, case.kind) for case in odd}}
        pairs = [_pair(refused, name, "off-topic") for name in ("xquad-en", "xquad-vi")]
        pairs.append(_pair(refused, "squad2", "unanswerable"))
        rows.append(f"| {share:.1%} | {' | '.join(pairs)} | {_f1(odd, thresholds):.2f} |")
    return "\n".join(rows)


def _threshold(cases: Sequence[Sureness], language: str, share: float) -> float:
    mine = [c.score for c in cases if c.even and c.set == f"xquad-{language}" and c.kind == "answerable"]
    return float(np.quantile(mine, share))


def _share(odd: Sequence[Sureness], kind: tuple[str, str], thresholds: dict[str, float]) -> float:
    mine = [case for case in odd if (case.set, case.kind) == kind]
    return sum(case.score < thresholds[case.language] for case in mine) / len(mine)


def _pair(refused: dict[tuple[str, str], float], name: str, other: str) -> str:
    return f"{refused[name, 'answerable']:.1%}, {refused[name, other]:.1%}"


def _f1(odd: Sequence[Sureness], thresholds: dict[str, float]) -> float:
    mine = [case for case in odd if case.set == "squad2"]
    refused = [case for case in mine if case.score < thresholds[case.language]]
    right = sum(case.kind == "unanswerable" for case in refused)
    return 2 * right / (len(refused) + sum(case.kind == "unanswerable" for case in mine))
