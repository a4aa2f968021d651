"""What keeping silent costs: the answerable questions that are lost for the others refused, at several thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cloud.bedrock.quoting.language import Language
from cloud.bedrock.quoting.weights import Weights
from measure.quoting.fit import Scored

SHARES = (0.02, 0.025, 0.03, 0.12, 0.15, 0.17, 0.20, 0.22)
_NAMES = {"xquad-en": "XQuAD en", "xquad-vi": "XQuAD vi", "squad2": "SQuAD 2.0"}


@dataclass(frozen=True)
class Sureness:
    """How sure the judge is of a case."""

    set: str
    kind: str
    language: Language
    score: float


def sureness(scored: Iterable[Scored], weights: Weights) -> list[Sureness]:
    """Of the odd questions."""
    return [
        Sureness(item.case.set, item.case.kind, item.language, float(weights.judge.score(item.whole(weights.choice))))
        for item in scored
        if not item.case.for_fitting
    ]


def table(odd: Sequence[Sureness], thresholds: Mapping[float, Mapping[Language, float]]) -> str:
    """A row for each share of the questions that thresholds are taken from; what it refuses of each set and kind."""
    kinds = list(dict.fromkeys((case.set, case.kind) for case in odd))
    asks_squad = any(name == "squad2" for name, _ in kinds)
    heads = [
        "held-out even",
        *(f"{_NAMES[name]} {kind}" for name, kind in kinds),
        *(["F1 of refusal"] if asks_squad else []),
    ]
    rows = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
    for share, limits in thresholds.items():
        cells = [f"{share:.1%}", *(_refused(odd, kind, limits) for kind in kinds)]
        cells += [f"{_f1(odd, limits):.2f}"] if asks_squad else []
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _refused(odd: Sequence[Sureness], kind: tuple[str, str], limits: Mapping[Language, float]) -> str:
    mine = [case.score < limits[case.language] for case in odd if (case.set, case.kind) == kind]
    return f"{sum(mine)} of {len(mine)}, {sum(mine) / len(mine):.1%}"


def _f1(odd: Sequence[Sureness], limits: Mapping[Language, float]) -> float:
    mine = [case for case in odd if case.set == "squad2"]
    refused = [case for case in mine if case.score < limits[case.language]]
    right = sum(case.kind == "unanswerable" for case in refused)
    return 2 * right / (len(refused) + sum(case.kind == "unanswerable" for case in mine))
