"""`make eval`: measure a set of questions against a running Grail, or a set of cases in this process.

With `--model` either is asked in this process, of a small language model beside the quoting model. The set `kinds` has
options of its own (measure/kinds).
"""

import argparse
import sys

from measure.answers.__main__ import main as ask_running_grail
from measure.answers.questions import cases_folder
from measure.faithful import beside_quoting
from measure.faithful.run import run_set
from measure.kinds import __main__ as kinds


def main() -> int:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--set", default="bikes")
    parser.add_argument("--model")
    options, _ = parser.parse_known_args()
    if options.set == kinds.SET:
        return kinds.main()
    if options.model:
        return beside_quoting.main()
    folder = cases_folder(options.set)
    return run_set(folder) if folder else ask_running_grail()


if __name__ == "__main__":
    sys.exit(main())
