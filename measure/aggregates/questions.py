"""Questions over a register and their exact answers, computed from the records that its file was written of."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from measure.aggregates.conditions import Condition, amount_name, conditions, no_condition
from measure.aggregates.domains import Domain, Record, Register
from measure.aggregates.phrasings import Phrasings

OPERATIONS = ("count", "list", "sum", "average", "largest", "smallest", "most_frequent", "group")


@dataclass(frozen=True)
class Asked:
    """A question and its `truth`: a number; keys for a list; values for the most frequent; a dict for a grouping.

    Of an extreme it is the value and the keys that have it.
    """

    operation: str
    condition: str
    text: str
    truth: Any


def questions(register: Register, phrasings: dict[str, Phrasings], random: Random) -> Iterator[Asked]:
    """Two questions of each operation, of which the first has no condition; a few more counts and lists."""
    domain = register.domain
    wordings = phrasings[domain.language]
    for operation in OPERATIONS:
        kinds: list[Condition] = [no_condition(domain.language)]
        if operation not in ("most_frequent", "group"):
            usable = [one for one in conditions(register, random) if any(map(one.holds, register.records))]
            kinds += random.sample(usable, min(len(usable), 3 if operation in ("count", "list") else 1))
        for condition in kinds:
            yield _asked(register, operation, condition, random.choice(wordings[operation]), random)


def _asked(register: Register, operation: str, condition: Condition, wording: str, random: Random) -> Asked:
    domain = register.domain
    column = random.choice((domain.first, domain.second))
    do = condition.do if operation in ("count", "list") or condition.that else ""
    text = wording.format(
        pl=domain.plural,
        sg=domain.singular,
        amount=amount_name(domain),
        column=column.lower(),
        do=do,
        that=condition.that,
        with_=condition.with_,
        **{"with": condition.with_},
    )
    chosen = [record for record in register.records if condition.holds(record)]
    return Asked(operation, condition.kind, text[0].upper() + text[1:], _truth(operation, chosen, domain, column))


def _truth(operation: str, records: Sequence[Record], domain: Domain, column: str) -> Any:
    amounts = [record.amount for record in records]
    values = [record.first if column == domain.first else record.second for record in records]
    if operation == "count":
        return len(records)
    if operation == "list":
        return {record.key for record in records}
    if operation in ("sum", "average"):
        total = sum(amounts, Decimal(0))
        return total if operation == "sum" else total / len(records)
    if operation in ("largest", "smallest"):
        best = max(amounts) if operation == "largest" else min(amounts)
        return best, {record.key for record in records if record.amount == best}
    counts = Counter(values)
    most = max(counts.values())
    return dict(counts) if operation == "group" else {value for value, count in counts.items() if count == most}


def by_kind(results: Sequence[tuple[str, str]]) -> dict[str, Counter[str]]:
    """How often each kind had each outcome."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, outcome in results:
        counts[kind][outcome] += 1
    return counts
