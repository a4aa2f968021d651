"""Measure a set of questions against a running Grail."""

import argparse
import json
import logging
import sys

from measure.answers import report
from measure.answers.questions import load
from measure.answers.run import ask_all, client_for
from measure.data import MissingDataError


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    logging.getLogger("measure").setLevel(logging.INFO)
    options = arguments()
    try:
        questions = load(options.set)
    except MissingDataError as error:
        print(error)
        return 2
    wanted = questions.questions[options.odd :: 2] if options.odd or options.even else questions.questions
    wanted = wanted[: options.limit] if options.limit else wanted
    with client_for(questions, options.api) as client:
        run = ask_all(client, questions, wanted, options.modes.split(","), options.answers)
    counted = report.figures(run)
    report.RESULTS.mkdir(parents=True, exist_ok=True)
    last_file = report.RESULTS / f"{questions.name}.json"
    last = json.loads(last_file.read_text()) if last_file.exists() else {}
    page = report.RESULTS / f"{questions.name}.html"
    print(report.compare(counted, last))
    report.save(counted, last_file)
    report.write_page(run, counted, page)
    print(f"{run.seconds:.0f} s; every question's trace is in {page}")
    missed = report.shortfalls(counted, report.thresholds(questions.name))
    for sentence in missed:
        print(f"Too little: {sentence}")
    return 1 if missed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="measure.answers", description=__doc__)
    parser.add_argument("--set", default="bikes", help="a folder with documents/ and questions.jsonl, or a set's name")
    parser.add_argument("--api", default="http://localhost:8000", help="the running Grail's REST address")
    parser.add_argument("--answers", type=int, default=0, help="ask so many of the questions, besides searching")
    parser.add_argument("--limit", type=int, default=0, help="take so many questions; 0: all")
    half = parser.add_mutually_exclusive_group()
    half.add_argument("--odd", action="store_true", help="only questions with an odd place, kept from fitting")
    half.add_argument("--even", action="store_true", help="only those that weights and thresholds are fitted on")
    parser.add_argument("--modes", default="hybrid,vector,text", help="search modes to compare, the first is traced")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
