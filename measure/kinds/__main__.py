"""`python -m measure.kinds`: questions of every kind, by how often what the model is sent can answer them.

python -m measure.kinds                        # the questions in the repository, in this process
python -m measure.kinds --only count,sum       # of these kinds, or with these ids
python -m measure.kinds --filings              # those on the reports of the measuring data
"""

import argparse
import json
import sys
from collections.abc import Sequence

from cloud.bedrock.chat.quoting import QuotingChat
from measure.answers import report
from measure.chunking.embedding import CachedEmbedder
from measure.faithful.run import shortfalls
from measure.kinds.generated import generated
from measure.kinds.questions import Question, written
from measure.kinds.run import Outcome, ask, figures, table

SET = "kinds"
SHOWN = 220  # Characters of an answer in the list of what failed.


def main() -> int:
    options = arguments()
    only = frozenset(filter(None, options.only.split(",")))
    embedder = CachedEmbedder()
    asked = ask(questions(only), embedder, QuotingChat(embedder.model))
    outcomes = [show(outcome, verbose=options.verbose) for outcome in asked]
    if not outcomes:
        print("There is no such question.")
        return 2
    print(table(outcomes))
    return 0 if only else compare(outcomes)


def questions(only: frozenset[str] = frozenset()) -> list[Question]:
    """Those in the repository, kind by kind; `only` those of these ids and kinds, where there are any."""
    every = [question for question in (*written(), *generated()) if not only or only & {question.id, question.kind}]
    kinds = list(dict.fromkeys(question.kind for question in every))
    return sorted(every, key=lambda question: kinds.index(question.kind))


def show(outcome: Outcome, *, verbose: bool = False) -> Outcome:
    """Print a question whose context or answer falls short, or every one."""
    question = outcome.question
    lacks = question.answerable and not outcome.sufficient
    if verbose or lacks or outcome.verdict != "right":
        context = "context insufficient, " if lacks else ""
        print(f"{question.id} {context}{outcome.verdict} ({outcome.answer.evidence}) {' / '.join(question.turns)}")
        if verbose:
            print(f"    {outcome.answer.text[:SHOWN]!r}", flush=True)
    return outcome


def compare(outcomes: Sequence[Outcome], name: str = SET) -> int:
    """Print the figures with their change since the last run; 1 if one misses its threshold."""
    counted = figures(outcomes)
    report.RESULTS.mkdir(parents=True, exist_ok=True)
    last_file = report.RESULTS / f"{name}.json"
    last = json.loads(last_file.read_text()) if last_file.exists() else {}
    print(report.compare(counted, last))
    report.save(counted, last_file)
    missed = shortfalls(counted, report.thresholds(name))
    for sentence in missed:
        print(f"Too little: {sentence}")
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m measure.kinds", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for others in ("--set", "--answers"):  # `make eval` gives these to every set.
        parser.add_argument(others, help=argparse.SUPPRESS)
    parser.add_argument("--only", default="", help="ids or kinds, parted by commas")
    parser.add_argument("--verbose", action="store_true", help="show every answer")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
