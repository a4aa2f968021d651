"""`python -m measure.faithful [cases.jsonl]`: whole answers on small cases, judged by the strings they must hold."""

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

from cloud import PROJECT
from cloud.bedrock.chat.quoting import QuotingChat
from cloud.bedrock.embedders import E5
from measure.chunking.embedding import CachedEmbedder
from measure.faithful.asking import Library
from measure.faithful.cases import CASES, load
from measure.faithful.judge import Verdict, judge

SAMPLES = PROJECT / "cloud" / "laptop" / "samples"
SHOWN = 300  # Characters of an answer that is not right.


def main() -> int:
    options = arguments()
    folders = {"samples": SAMPLES, "local/samples": SAMPLES}
    embedder, model = CachedEmbedder(), QuotingChat(E5())
    libraries: dict[tuple[tuple[str, bytes], ...], Library] = {}
    verdicts: defaultdict[str, Counter[Verdict]] = defaultdict(Counter)
    for case, contents in load(options.cases, folders, patterns=options.patterns):
        if options.only and case.id not in options.only.split(",") and case.kind not in options.only.split(","):
            continue
        key = tuple(sorted(contents.items()))
        library = libraries.get(key) or libraries.setdefault(key, Library(contents, embedder, model))
        answer, sent = library.ask(case.turns)
        verdict = judge(case.judge, case.turns[-1], answer, sent)
        verdicts[case.kind][verdict] += 1
        if verdict != "right" or options.verbose:
            print(f"{case.id} {verdict} ({answer.evidence}) {case.turns[-1][-90:]}\n    {answer.text[:SHOWN]!r}")
    return _report(verdicts)


def _report(verdicts: dict[str, Counter[Verdict]]) -> int:
    total = sum(verdicts.values(), Counter[Verdict]())
    for kind, counts in [*sorted(verdicts.items()), ("all", total)]:
        print(f"{kind}: {counts['right']} of {counts.total()}", dict(counts))
    return 0 if total["right"] == total.total() else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m measure.faithful", description=__doc__)
    parser.add_argument("cases", nargs="?", type=Path, default=CASES, help="a cases file")
    parser.add_argument("--patterns", action="store_true", help="its strings are regular expressions")
    parser.add_argument("--only", default="", help="ids or kinds, parted by commas")
    parser.add_argument("--verbose", action="store_true", help="show right answers too")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
