"""How often `verified` is right: `python -m measure.citations`; `python -m measure.citations fit` fits its judge anew.

`python -m measure.citations pairs` judges 400 claims, each with its passage, as the tool `verify_claim` does.

Claims of questions with an even number are for fitting; those of odd ones are reported. Precision is counted at as
many false claims as true ones: the altered kinds together weigh as much as the true kinds together.
"""

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from chalicelib.models import Passage
from chalicelib.rag.citations.cite import Source, cite_claim
from chalicelib.rag.citations.verify import Words
from measure.citations.claims import Claim, claims
from measure.citations.fit import fit
from measure.data import MissingDataError

LANGUAGES = ("en", "vi")
PAIRS = 100  # True ones, and as many false ones, in each language.
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
    return Source(passage_of(text))


def passage_of(text: str) -> Passage:
    return Passage("p", "d", "f.txt", 0, None, (), 0, len(text), text, 1.0)


def pairs(language: str, reported: Sequence[Claim]) -> str:
    """What `verify_claim` says of claims drawn by chance from those to report, a passage prepared for each."""
    random = Random(f"pairs {language}")
    drawn = [
        claim for true in (True, False) for claim in random.sample([one for one in reported if one.true is true], PAIRS)
    ]
    counted: Counts = defaultdict(list)
    taken = []
    for claim in drawn:
        began = time.process_time()
        citation = cite_claim(claim.text, [passage_of(claim.passage)])
        taken.append((time.process_time() - began) * 1000)
        counted[str(claim.true).lower()].append(citation is not None and citation.verified)
    precision, recall = precision_and_recall(counted)
    middle, most = statistics.median(taken), statistics.quantiles(taken, n=20)[18]
    figures = f"precision {precision:.3f}, recall {recall:.3f}"
    return f"{language}: {len(drawn)} pairs, {figures}; {middle:.1f} ms of a processor, 95th percentile {most:.1f} ms"


def main() -> int:
    try:
        made = {language: list(claims(language)) for language in LANGUAGES}
    except MissingDataError as error:
        print(error)
        return 2
    if "fit" in sys.argv[1:]:
        fit([claim for numbered in made.values() for number, claim in numbered if number % 2 == 0], source_of)
    if "pairs" in sys.argv[1:]:
        for language, numbered in made.items():
            print(pairs(language, [claim for number, claim in numbered if number % 2]))
        return 0
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
