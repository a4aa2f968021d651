"""`python -m measure.amounts`: generated questions on two stated amounts: how many results are right, refused, wrong.

Of every question a second form lacks one of the two amounts: anything computed of it is wrong.
"""

import argparse
import re
from collections import Counter, defaultdict
from decimal import Decimal
from random import Random

from chalicelib.rag.aggregates.arithmetic import computed_amount
from chalicelib.rag.text.exact import amount_value
from chalicelib.rag.text.languages import thousands_sign_in
from measure.amounts.questions import WORDINGS, Asked, questions

CLOSE = Decimal("0.051")
OUTCOMES = ("right", "refused", "wrong")


def outcome(asked: Asked, said: str | None) -> str:
    if said is None:
        return "right" if asked.truth is None else "refused"
    number = re.search(r"\d[\d.,]*(?: \d{3})*", said)
    if asked.truth is None or number is None:
        return "wrong"
    value = Decimal(amount_value(number[0].strip("., "), thousands_sign_in(asked.language)))
    return "right" if abs(value - abs(asked.truth)) < CLOSE else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m measure.amounts", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wording", choices=WORDINGS, default="first")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for asked in questions(Random(arguments.seed), arguments.rounds, arguments.wording):
        computed = computed_amount(
            asked.text, asked.passages, {one.document_id: asked.language for one in asked.passages}
        )
        result = outcome(asked, computed.text if computed else None)
        counts[f"{asked.language} {asked.kind}"][result] += 1
        counts["all, one lacks" if asked.truth is None else "all"][result] += 1
        if arguments.verbose and result != "right":
            said = computed.text if computed else ""
            texts = [one.text for one in asked.passages]
            print(f"{result} | {asked.kind} | {asked.text} | {said} | {asked.truth} | {texts}")
    print(f"{'kind':32}{'asked':>8}" + "".join(f"{name:>9}" for name in OUTCOMES))
    for kind, of_kind in counts.items():
        total = sum(of_kind.values())
        print(f"{kind:32}{total:>8}" + "".join(f"{of_kind[name]:>9}" for name in OUTCOMES))


if __name__ == "__main__":
    main()
