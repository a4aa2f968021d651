"""`python -m measure.faithful [cases.jsonl]`: whole answers on small cases, judged by the strings they must hold."""

import argparse
import sys
from pathlib import Path

from measure.chunking.embedding import CachedEmbedder
from measure.faithful.cases import CASES
from measure.faithful.run import ask, show, table


def main() -> int:
    options = arguments()
    only = frozenset(filter(None, options.only.split(",")))
    asked = ask(options.cases, CachedEmbedder(), only=only, patterns=options.patterns)
    outcomes = list(show(asked, verbose=options.verbose))
    print(table(outcomes))
    return 0 if all(outcome.verdict == "right" for outcome in outcomes) else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m measure.faithful", description=__doc__)
    parser.add_argument("cases", nargs="?", type=Path, default=CASES, help="a cases file, or a folder of them")
    parser.add_argument("--patterns", action="store_true", help="its strings are regular expressions")
    parser.add_argument("--only", default="", help="ids or kinds, parted by commas")
    parser.add_argument("--verbose", action="store_true", help="show right answers too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
