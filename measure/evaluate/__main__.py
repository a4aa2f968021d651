"""`make eval`: measure a set of questions against a running Grail, or a set of cases in this process."""

import argparse
import sys

from measure.answers.__main__ import main as ask_running_grail
from measure.answers.questions import cases_folder
from measure.faithful.run import run_set


def main() -> int:
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--set", default="bikes")
    folder = cases_folder(parser.parse_known_args()[0].set)
    return run_set(folder) if folder else ask_running_grail()


if __name__ == "__main__":
    sys.exit(main())
