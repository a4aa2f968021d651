"""`python -m measure.kinds`: questions of every kind, by how often what the model is sent can answer them.

python -m measure.kinds                          # the questions in the repository, in this process
python -m measure.kinds --only count,sum         # of these kinds, or with these ids
python -m measure.kinds --data filings           # on the measuring data: filings, financebench, mtrag-clapnq
python -m measure.kinds --model NAME             # asked of a running Grail, with one of its models
python -m measure.kinds --follow-ups             # whether follow-ups are seen to lean on what was said before
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

from cloud.bedrock.chat.quoting import QuotingChat
from measure.answers import report
from measure.chunking.embedding import CachedEmbedder
from measure.data import MissingDataError
from measure.faithful.run import shortfalls
from measure.kinds import filings, follow_ups, months, outside
from measure.kinds.generated import generated
from measure.kinds.libraries import library
from measure.kinds.questions import Question, written
from measure.kinds.run import Outcome, ask, figures, table
from measure.kinds.running import ask_running

SET = "kinds"
SHOWN = 220  # Characters of an answer in the list of what failed.

type Contents = Callable[[str], Mapping[str, bytes]]
"""The documents of a library by its name."""


def main() -> int:
    options = arguments()
    only = frozenset(filter(None, options.only.split(",")))
    try:
        if options.follow_ups:
            print(follow_ups.report(list(follow_ups.follow_ups()), shown=20 if options.verbose else 0))
            return 0
        asked, contents = of_data(options.data) if options.data else (questions(), library)
    except MissingDataError as error:
        print(error)
        return 2
    chosen = [question for question in asked if not only or only & {question.id, question.kind}][: options.limit]
    outcomes = [show(outcome, verbose=options.verbose) for outcome in answered(chosen, contents, options)]
    if not outcomes:
        print("There is no such question.")
        return 2
    print(table(outcomes))
    name = "-".join(filter(None, (SET, options.data, options.model.replace("/", "-"))))
    return 0 if only or options.limit else compare(outcomes, name)


def questions() -> list[Question]:
    """Those in the repository, kind by kind."""
    every = [*written(), *generated(), *months.questions()]
    kinds = list(dict.fromkeys(question.kind for question in every))
    return sorted(every, key=lambda question: kinds.index(question.kind))


def of_data(name: str) -> tuple[list[Question], Contents]:
    """Questions on the measuring data, and the documents that they are asked of; raises MissingDataError."""
    if name == filings.NAME:
        return list(filings.questions()), lambda _: filings.contents()
    if name == "financebench":
        contents, asked = outside.financebench()
    elif name.startswith("mtrag-"):
        contents, asked = outside.mtrag(name.removeprefix("mtrag-"))
    else:
        raise MissingDataError(f"There is no set {name}: name filings, financebench, or mtrag- and a domain.")
    return asked, lambda _: contents


def answered(asked: Sequence[Question], contents: Contents, options: argparse.Namespace) -> Iterator[Outcome]:
    if options.model:
        return ask_running(asked, options.api, options.model, contents)
    embedder = CachedEmbedder()
    return ask(asked, embedder, QuotingChat(embedder.model), contents=contents)


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


def compare(outcomes: Sequence[Outcome], name: str) -> int:
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
    parser.add_argument("--limit", type=int, help="ask so many, from the beginning")
    parser.add_argument("--data", default="", help="a set of the measuring data in place of the repository's questions")
    parser.add_argument("--model", default="", help="ask a running Grail, with this model")
    parser.add_argument("--api", default="http://localhost:8000", help="the running Grail's REST address")
    parser.add_argument("--follow-ups", action="store_true", help="measure which follow-ups are rewritten")
    parser.add_argument("--verbose", action="store_true", help="show every answer")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
