"""Passages that state amounts, with others beside them, and questions on two of the amounts with their results."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from chalicelib.models import Passage

WORDINGS = ("first", "second", "third")
FIRST_YEAR, LAST_YEAR = 2016, 2024


@dataclass(frozen=True)
class Asked:
    """`truth` is the result in the amounts' own scale, a percentage or a multiple; None where none can be computed."""

    kind: str
    language: str
    text: str
    truth: Decimal | None
    passages: tuple[Passage, ...]


def questions(random: Random, rounds: int, wording: str = "first") -> Iterator[Asked]:
    words: Mapping[str, Any] = json.loads(Path(__file__).with_name(f"{wording}.json").read_text("utf-8"))
    for language, worlds in words.items():
        for _ in range(rounds):
            yield from _of_years(language, worlds["years"], random)
            if "places" in worlds:
                yield from _of_places(language, worlds["places"], random)
                yield from _of_shares(language, worlds["shares"], random)


def _of_years(language: str, world: Mapping[str, Any], random: Random) -> Iterator[Asked]:
    for what, form in world["things"]:
        a, b = sorted(random.sample(range(FIRST_YEAR, LAST_YEAR + 1), 2))
        one, other = sorted(random.sample(range(101, 900), 2))
        texts = [_said(random.choice(world["stated"]), what, form.format(n=one), a)]
        texts.append(_said(random.choice(world["stated"]), what, form.format(n=other), b))
        beside = [_said(text, what, form.format(n=77), a, form.format(n=33)) for text in world["beside"]]
        scale = _value(form, other) - _value(form, one)
        truths = {"more": scale, "difference": scale, "growth": 100 * scale / _value(form, one)}
        for kind, truth in truths.items():
            for wording in world[kind]:
                text = _upper(wording.format(what=what, What=_upper(what), a=a, b=b))
                yield Asked(kind, language, text, truth, _passages(texts, beside, random))
                yield Asked(f"{kind}, one lacks", language, text, None, _passages(texts[:1], beside, random))


def _of_places(language: str, world: Mapping[str, Any], random: Random) -> Iterator[Asked]:
    for places in world["things"]:
        of, form = random.choice(world["of"])
        other, one = sorted(random.sample(range(101, 900), 2))
        x, y = (of.format(p=place) for place in places)
        texts = [_said(random.choice(world["stated"]), what, form.format(n=n), 0) for what, n in ((x, one), (y, other))]
        beside = [
            text.format(p=place, What=_upper(what), small=form.format(n=55))
            for text in world["beside"]
            for place, what in zip(places, (x, y), strict=True)
        ]
        first, second = _value(form, one), _value(form, other)
        truths = {"more": first - second, "difference": first - second, "sum": first + second, "times": first / second}
        for kind, truth in truths.items():
            for wording in world[kind]:
                text = wording.format(x=x, y=y, X=_upper(x))
                yield Asked(kind, language, text, truth, _passages(texts, beside, random))
                yield Asked(f"{kind}, one lacks", language, text, None, _passages(texts[:1], beside, random))


def _of_shares(language: str, world: Mapping[str, Any], random: Random) -> Iterator[Asked]:
    for x, y in world["things"]:
        part, whole = sorted(random.sample(range(11, 300), 2))
        texts = [
            _said(random.choice(world["stated"]), what, world["amount"].format(n=n), 0)
            for what, n in ((x, part), (y, whole))
        ]
        for wording in world["share"]:
            text = wording.format(x=x, y=y, X=_upper(x))
            yield Asked("share", language, text, Decimal(100 * part) / whole, _passages(texts, [], random))
            yield Asked("share, one lacks", language, text, None, _passages(texts[:1], [], random))


def _said(text: str, what: str, amount: str, year: int, small: str = "") -> str:
    said = text.format(what=what, What=_upper(what), amount=amount, year=year, next=year + 1, small=small)
    return _upper(said)


def _value(form: str, n: int) -> Decimal:
    """An amount's number without its scale, as its language writes it."""
    number = re.sub(r"(?<=\d) (?=\d{3})", "", form.format(n=n)).lstrip("$£€").split()[0]
    return Decimal(re.sub(r"[.,](?=5$)", "_", number).replace(",", "").replace(".", "").replace("_", "."))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _passages(texts: list[str], beside: list[str], random: Random) -> tuple[Passage, ...]:
    every = [*texts, *beside]
    random.shuffle(every)
    return tuple(
        Passage(f"{at}.0", f"{at}", f"note-{chr(97 + at)}.md", 0, None, (), 0, len(text), text, 1.0)
        for at, text in enumerate(every)
    )
