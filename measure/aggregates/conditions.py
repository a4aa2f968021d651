"""What a question asks of records: a condition in words, and whether a record fulfils it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from measure.aggregates.domains import Domain, Record, Register
from measure.aggregates.files import figure, long_day


@dataclass(frozen=True)
class Condition:
    """`do` follows the records' name in a question, `that` and `with_` name them more closely."""

    kind: str
    do: str
    that: str
    with_: str
    holds: Callable[[Record], bool]


def no_condition(language: str) -> Condition:
    do = {"en": " are there", "vi": " có trong danh sách"}[language]
    return Condition("all", do, "", "", lambda _: True)


def conditions(register: Register, random: Random) -> Iterator[Condition]:
    """One condition of each kind, on values of a record of the register."""
    domain, record = register.domain, random.choice(register.records)
    yield _flagged(domain, yes=True)
    yield _flagged(domain, yes=False)
    yield _placed(domain, record.second)
    yield _valued(domain, record, random)
    yield _dated(domain, record.day, random)
    yield _both(domain, _placed(domain, record.second), _flagged(domain, yes=True))


def _clause(kind: str, language: str, do: str, with_: str, holds: Callable[[Record], bool]) -> Condition:
    that = f" that {do}" if language == "en" else f" {do}"
    return Condition(kind, f" {do}", that, f" {with_}", holds)


def _flagged(domain: Domain, *, yes: bool) -> Condition:
    do, with_ = domain.has_flag if yes else domain.lacks_flag
    return _clause("yes" if yes else "no", domain.language, do, with_, lambda record: record.flag == yes)


def _placed(domain: Domain, place: str) -> Condition:
    do, with_ = (words.format(place) for words in domain.at_second)
    return _clause("value", domain.language, do, with_, lambda record: record.second == place)


def _valued(domain: Domain, record: Record, random: Random) -> Condition:
    name, bound = amount_name(domain), record.amount
    text = f"{figure(bound, domain.language)} {domain.unit}"
    over = random.random() < 0.5
    if domain.language == "en":
        words = f"{'an' if name[0] in 'aeiou' else 'a'} {name} of {'more' if over else 'less'} than {text}"
        return _clause("number", "en", f"have {words}", f"with {words}", lambda one: _over(one, bound, over))
    words = f"có {name} {'trên' if over else 'dưới'} {text}"
    return _clause("number", "vi", words, words, lambda one: _over(one, bound, over))


def _over(record: Record, bound: object, over: bool) -> bool:
    return record.amount > bound if over else record.amount < bound  # type: ignore[operator]


def _dated(domain: Domain, bound: date, random: Random) -> Condition:
    way = random.choice(("year", "before", "after"))
    holds: Callable[[Record], bool] = {
        "year": lambda record: record.day.year == bound.year,
        "before": lambda record: record.day < bound,
        "after": lambda record: record.day > bound,
    }[way]
    when = {
        "en": {
            "year": f"in {bound.year}",
            "before": f"before {long_day(bound, 'en')}",
            "after": f"after {long_day(bound, 'en')}",
        },
        "vi": {
            "year": f"năm {bound.year}",
            "before": f"trước ngày {long_day(bound, 'vi')}",
            "after": f"sau ngày {long_day(bound, 'vi')}",
        },
    }[domain.language][way]  # fmt: skip
    words = f"{domain.dated} {when}"
    return _clause("date", domain.language, words, words.removeprefix("were "), holds)


def _both(domain: Domain, one: Condition, other: Condition) -> Condition:
    joint = {"en": " and", "vi": " và"}[domain.language]
    do = f"{one.do.strip()}{joint}{other.do}"
    return _clause("both", domain.language, do, do, lambda record: one.holds(record) and other.holds(record))


def amount_name(domain: Domain) -> str:
    return domain.amount.partition(" (")[0].lower()
