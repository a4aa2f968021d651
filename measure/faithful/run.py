"""Asks cases and counts, by kind, what the answers are worth. A set's figures are held to its thresholds."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.models import Message
from cloud import PROJECT
from cloud.bedrock.chat.base import ChatModel
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.embedders import E5
from measure.answers import report
from measure.chunking.embedding import CachedEmbedder
from measure.faithful.asking import Library
from measure.faithful.cases import CROSS_LANGUAGE, Case, load
from measure.faithful.judge import Verdict, judge, presents_look_alike
from measure.fusion import cross_language

SAMPLES = PROJECT / "cloud" / "laptop" / "samples"
FOLDERS = {"samples": SAMPLES, "local/samples": SAMPLES}
SHOWN = 300  # Characters of an answer that is not right.
VERDICTS: tuple[Verdict, ...] = ("right", "refused", "wrong", "spoke", "wrong language")


@dataclass(frozen=True)
class Outcome:
    """A case, its answer and its worth. `look_alike`: the answer presents a look-alike of what was asked for."""

    case: Case
    answer: Message
    verdict: Verdict
    look_alike: bool

    @property
    def wrong_and_cited(self) -> bool:
        """Whether the answer shows sources for what is not right: also for a part of what was asked for."""
        return self.verdict != "right" and bool(self.answer.citations)


def ask(
    path: Path,
    embedder: CachedEmbedder,
    *,
    only: Collection[str] = (),
    patterns: bool = False,
    model: ChatModel | None = None,
) -> Iterator[Outcome]:
    """Ask the cases of a file or a set's folder; `only` those of these ids and kinds, where some are given.

    The quoting model answers, unless another one of this machine is named.
    """
    model = model or QuotingChat(E5())
    libraries: dict[tuple[tuple[str, bytes], ...], Library] = {}
    for case, contents in load(path, FOLDERS, patterns=patterns):
        if only and case.id not in only and case.kind not in only:
            continue
        key = tuple(sorted(contents.items()))
        library = libraries.get(key) or libraries.setdefault(key, Library(contents, embedder, model))
        answer, sent = library.ask(case.turns, case.writes)
        verdict = judge(case.judge, case.turns[-1], answer, sent)
        yield Outcome(case, answer, verdict, presents_look_alike(case.judge, answer))


def run_set(folder: Path) -> int:
    """Ask all cases of a set; 1 if a figure misses its threshold, or is not measured; 2 if there are no cases."""
    embedder = CachedEmbedder()
    outcomes = list(show(ask(folder, embedder)))
    if not outcomes:
        print(f"{folder} has neither questions.jsonl nor a file of cases.")
        return 2
    counted = figures(outcomes)
    if (folder / CROSS_LANGUAGE).exists():
        print(cross_language.HEAD)
        below = cross_language.below_vectors(cross_language.report(*cross_language.own_questions(embedder), embedder))
        counted["cross-language rows below vectors"] = float(len(below))
    report.RESULTS.mkdir(parents=True, exist_ok=True)
    last_file = report.RESULTS / f"{folder.name}.json"
    last = json.loads(last_file.read_text()) if last_file.exists() else {}
    print(table(outcomes))
    print(report.compare(counted, last))
    report.save(counted, last_file)
    missed = shortfalls(counted, report.thresholds(folder.name))
    for sentence in missed:
        print(f"Too little: {sentence}")
    return 1 if missed else 0


def shortfalls(counted: report.Figures, thresholds: report.Figures) -> list[str]:
    """A sentence for every figure that misses its threshold, or that is missing itself."""
    missing = [f"{name} was not measured." for name in thresholds if name not in counted]
    return [*report.shortfalls(counted, thresholds), *missing]


def show(outcomes: Iterable[Outcome], *, verbose: bool = False) -> Iterator[Outcome]:
    """Print each answer that is not right, or all of them, as they come."""
    for outcome in outcomes:
        case, answer = outcome.case, outcome.answer
        if outcome.verdict != "right" or verbose:
            look_alike = ", presents a look-alike" if outcome.look_alike else ""
            print(f"{case.id} {outcome.verdict}{look_alike} ({answer.evidence}) {case.turns[-1][-90:]}")
            print(f"    {answer.text[:SHOWN]!r}")
        yield outcome


def figures(outcomes: Sequence[Outcome]) -> report.Figures:
    """Of all cases the share that is right, and that is cited without being right. By kind the share of right answers
    and the number of look-alikes.
    """
    counted: report.Figures = {
        "cases": float(len(outcomes)),
        "points": round(report.share([outcome.verdict == "right" for outcome in outcomes]), 4),
        "wrong and cited": round(report.share([outcome.wrong_and_cited for outcome in outcomes]), 4),
    }
    for kind, of_kind in _by_kind(outcomes):
        right = [outcome.verdict == "right" for outcome in of_kind]
        counted[f"{kind} right"] = round(report.share(right), 4)
        counted[f"{kind} look-alikes"] = float(sum(outcome.look_alike for outcome in of_kind))
    return counted


def table(outcomes: Sequence[Outcome]) -> str:
    """The verdicts by kind, as Markdown."""
    lines = [f"| kind | cases | {' | '.join(VERDICTS)} | look-alikes presented |", "|---" * (len(VERDICTS) + 3) + "|"]
    for kind, of_kind in [*_by_kind(outcomes), ("all", outcomes)]:
        counts = Counter(outcome.verdict for outcome in of_kind)
        cells = [len(of_kind), *(counts[verdict] for verdict in VERDICTS), sum(o.look_alike for o in of_kind)]
        lines.append(f"| {kind} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def _by_kind(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    kinds = sorted({outcome.case.kind for outcome in outcomes})
    return [(kind, [outcome for outcome in outcomes if outcome.case.kind == kind]) for kind in kinds]
