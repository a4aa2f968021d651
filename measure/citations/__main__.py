"""Fits the share of words that `verified` asks for, and counts how often it is right: `python -m measure.citations`.

Claims of questions with an even number are for fitting; those of odd ones are reported. Precision is counted at as
many false claims as true ones: the altered kinds together weigh as much as the true kinds together.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence

from chalicelib.models import Passage
from chalicelib.rag.citations.cite import VERIFIED_SHARE, Source
from chalicelib.rag.citations.verify import Words
from measure.citations.claims import Claim, claims
from measure.data import MissingDataError

SHARES = (0.5, 0.6, 0.7, 0.8, 0.9)
Counts = dict[str, list[bool]]


def verdicts(made: Sequence[Claim], share: float) -> Counts:
    """By kind of claim: whether each was verified."""
    sources: dict[str, Source] = {}
    counted: Counts = defaultdict(list)
    for claim in made:
        source = sources.setdefault(claim.passage, Source(_passage(claim.passage)))
        counted[f"{'true' if claim.true else 'false'}: {claim.kind}"].append(source.quote(Words(claim.text), share)[2])
    return counted


def precision_and_recall(counted: Counts) -> tuple[float, float]:
    true = [verdict for kind, results in counted.items() if kind.startswith("true") for verdict in results]
    false = [verdict for kind, results in counted.items() if kind.startswith("false") for verdict in results]
    right, wrong = sum(true) / len(true), sum(false) / len(false)
    return right / (right + wrong), right


def main() -> int:
    for language in ("en", "vi"):
        try:
            numbered = list(claims(language))
        except MissingDataError as error:
            print(error)
            return 2
        even = [claim for number, claim in numbered if number % 2 == 0]
        odd = [claim for number, claim in numbered if number % 2 == 1]
        print(f"\nXQuAD {language}: {len(even)} claims to fit, {len(odd)} to report")
        for share in SHARES:
            fitted, reported = (precision_and_recall(verdicts(half, share)) for half in (even, odd))
            print(
                f"share {share:.2f}  even {fitted[0]:.4f} / {fitted[1]:.4f}  odd {reported[0]:.4f} / {reported[1]:.4f}"
            )
        print(f"verified, by kind, odd, at the product's share of {VERIFIED_SHARE}:")
        for kind, results in sorted(verdicts(odd, VERIFIED_SHARE).items(), reverse=True):
            print(f"  {kind:40} {sum(results):4} of {len(results):4}  {sum(results) / len(results):.4f}")
    return 0


def _passage(text: str) -> Passage:
    return Passage("p", "d", "f.txt", 0, None, (), 0, len(text), text, 1.0)


if __name__ == "__main__":
    sys.exit(main())
