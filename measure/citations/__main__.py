"""How often `verified` is right: `python -m measure.citations`; `python -m measure.citations fit` fits its judge anew.

Claims of questions with an even number are for fitting; those of odd ones are reported. Precision is counted at as
many false claims as true ones: the altered kinds together weigh as much as the true kinds together.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence

from chalicelib.models import Passage
from chalicelib.rag.citations.cite import Source
from chalicelib.rag.citations.verify import Words
from measure.citations.claims import Claim, claims
from measure.citations.fit import fit
from measure.data import MissingDataError

LANGUAGES = ("en", "vi")
Counts = dict[str, list[bool]]


def verdicts(made: Sequence[Claim]) -> Counts:
    """By kind of claim: whether each was verified."""
    sources: dict[str, Source] = {}
    counted: Counts = defaultdict(list)
    for claim in made:
        source = sources.setdefault(claim.passage, source_of(claim.passage))
        counted[f"{'true' if claim.true else 'false'}: {claim.kind}"].append(source.quote(Words(claim.text))[2])
    return counted


def precision_and_recall(counted: Counts) -> tuple[float, float]:
    true = [verdict for kind, results in counted.items() if kind.startswith("true") for verdict in results]
    false = [verdict for kind, results in counted.items() if kind.startswith("false") for verdict in results]
    right, wrong = sum(true) / len(true), sum(false) / len(false)
    return right / (right + wrong), right


def source_of(text: str) -> Source:
    return Source(Passage("p", "d", "f.txt", 0, None, (), 0, len(text), text, 1.0))


def main() -> int:
    try:
        made = {language: list(claims(language)) for language in LANGUAGES}
    except MissingDataError as error:
        print(error)
        return 2
    if "fit" in sys.argv[1:]:
        fit([claim for numbered in made.values() for number, claim in numbered if number % 2 == 0], source_of)
    for language, numbered in made.items():
        halves = [[claim for number, claim in numbered if number % 2 == part] for part in (0, 1)]
        fitted, reported = map(verdicts, halves)
        print(f"\nXQuAD {language}: {len(halves[0])} claims to fit, {len(halves[1])} to report; precision / recall")
        for name, counted in (("even", fitted), ("odd", reported)):
            print("{}  {:.4f} / {:.4f}".format(name, *precision_and_recall(counted)))
        for kind, results in sorted(reported.items(), reverse=True):
            print(f"  {kind:40} {sum(results):4} of {len(results):4}  {sum(results) / len(results):.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
