"""Pairs of documents made by a seeded generator: they contradict each other, agree, or speak of others."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import msgspec

from chalicelib.models import Document, Passage, Profile
from chalicelib.rag.citations.newer import Reason

type Relation = Literal["contradiction", "agreement", "subject", "year"]


class Frame(msgspec.Struct, frozen=True):
    """`said`, `near` and `other` say the same of `{V}`, `subject` something of another thing; `denied` negates."""

    language: Literal["en", "vi"]
    kind: Literal["number", "time", "date", "name", "negation"]
    question: str
    said: str
    near: str
    other: str
    subject: str
    denied: str = ""


class Words(msgspec.Struct, frozen=True):
    """`seen` are the frames that the rules were made with, `held` those that were written when they were done."""

    noise: dict[str, tuple[str, ...]]
    seen: tuple[Frame, ...]
    held: tuple[Frame, ...]


WORDS = msgspec.json.decode(Path(__file__).with_name("words.json").read_bytes(), type=Words)
AGES: tuple[Reason | None, ...] = ("replaces", "valid", "version", "dated", "changed", "uploaded", None)
_HEADS = {
    "en": {
        "replaces": ("Rules of {year}.", "These rules replace those of {year}."),
        "valid": ("Valid from {date}.", "In force since {date}."),
        "version": ("Version {version}.",),
        "dated": ("State of {month} {year}.", "Issued on {date}."),
    },
    "vi": {
        "replaces": ("Nội quy.", "Nội quy này thay thế nội quy năm {year}."),
        "valid": ("Có hiệu lực từ ngày {date}.", "Áp dụng từ ngày {date}."),
        "version": ("Phiên bản {version}.",),
        "dated": ("Cập nhật ngày {date}.", "Ban hành ngày {date}."),
    },
}
_MONTHS = calendar.month_name[1:]
_PEOPLE = {
    "en": "Anna Berg|Tom Falk|Rosa Hjelm|Emil Varga|Ines Holt|Jan Roth|Tess Oduya|Noor Haddad",
    "vi": "Lê Quang Minh|Phạm Thị Hoa|Trần Văn Sơn|Đỗ Ngọc Mai|Vũ Quốc Bảo|Hồ Thu Hiền",
}


@dataclass(frozen=True)
class Pair:
    question: str
    sources: tuple[Passage, Passage]
    documents: dict[str, Document]
    relation: Relation
    kind: str
    language: str
    newer: int | None
    reason: Reason | None


def pairs(frames: tuple[Frame, ...], seed: int, rounds: int) -> Iterator[Pair]:
    """For each frame and round a pair of each relation, the newer document first or last by chance."""
    random = Random(seed)
    for turn in range(rounds):
        for frame in frames:
            for relation in ("contradiction", "agreement", "subject", "year"):
                texts = _texts(frame, relation, random)
                if texts is not None:
                    yield _pair(frame, relation, texts, AGES[(turn + len(frame.said)) % len(AGES)], random)


def _texts(frame: Frame, relation: Relation, random: Random) -> tuple[str, str] | None:
    one, other = _values(frame, random)
    variant = random.choice([frame.said, frame.said, frame.near, frame.near, frame.other])
    denies = frame.kind == "negation"
    if relation == "contradiction":
        return (variant, frame.denied) if denies else (frame.said.format(V=one), variant.format(V=other))
    if relation == "agreement":
        variant = random.choice([frame.said, frame.near, frame.other])
        return frame.said.format(V=one), variant.format(V=_respelled(frame, one))
    if relation == "subject":
        return frame.said.format(V=one), frame.subject.format(V=other)
    if frame.kind != "number":
        return None
    before = "In {}, {}" if frame.language == "en" else "Năm {}, {}"
    said = frame.said[0].lower() + frame.said[1:]
    return before.format(2023, said.format(V=one)), before.format(2024, said.format(V=other))


def _values(frame: Frame, random: Random) -> tuple[str, str]:
    if frame.kind == "number":
        numbers = random.sample([2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 24, 30, 1250], 2)
        return (f"{numbers[0]:,}", f"{numbers[1]:,}") if frame.language == "en" else (str(numbers[0]), str(numbers[1]))
    if frame.kind == "time":
        first, second = random.sample(range(9, 21), 2)
        return f"{first}:{random.choice(['00', '30'])}", f"{second}:{random.choice(['00', '30'])}"
    if frame.kind == "date":
        one, other = (_date(frame.language, 2026 + n, random) for n in (0, 1))
        return one, other
    one, other = random.sample(_PEOPLE[frame.language].split("|"), 2)
    return one, other


def _respelled(frame: Frame, value: str) -> str:
    """A time as people say it too."""
    hour, colon, minute = value.partition(":")
    if frame.kind != "time" or not colon:
        return value
    if frame.language == "vi":
        return f"{hour} giờ {minute}"
    return f"{(int(hour) - 1) % 12 + 1}:{minute} {'pm' if int(hour) >= 12 else 'am'}"


def _date(language: str, year: int, random: Random) -> str:
    day, month = random.randint(1, 28), random.randint(1, 12)
    return f"{day}/{month}/{year}" if language == "vi" else f"{day} {_MONTHS[month - 1]} {year}"


def _pair(frame: Frame, relation: Relation, texts: tuple[str, str], reason: Reason | None, random: Random) -> Pair:
    order = random.sample([0, 1], 2)  # Place of the older and of the newer document.
    passages: dict[int, Passage] = {}
    documents: dict[str, Document] = {}
    for age, place in enumerate(order):
        noise = random.sample(WORDS.noise[frame.language], 3)
        body = " ".join([noise[0], texts[place], *noise[1:]])
        head, document = _aged(frame.language, f"document-{place}", reason, age, random)
        text = f"{head}\n\n{body}" if head else body
        passages[place] = Passage(f"p{place}", document.id, document.filename, 0, None, (), 0, len(text), text, 1.0)
        documents[document.id] = document
    newer = None if reason is None else order[1] + 1
    sources = (passages[0], passages[1])
    return Pair(frame.question, sources, documents, relation, frame.kind, frame.language, newer, reason)


def _aged(language: str, id_: str, reason: Reason | None, age: int, random: Random) -> tuple[str, Document]:
    """The first line of a document and its record; `age` 1 is the newer one."""
    year = 2022 + 2 * age + random.randint(0, 1)
    head = ""
    if reason in ("replaces", "valid", "version", "dated"):
        heads = _HEADS[language][reason]
        head = heads[age] if reason == "replaces" else random.choice(heads)
        version = f"{1 + age}.{random.randint(0, 9)}"
        month = random.choice(_MONTHS)
        year_said = year - 2 if reason == "replaces" and age else year
        head = head.format(year=year_said, date=_date(language, year, random), version=version, month=month)
    profile = Profile(changed=f"{year}-03-0{random.randint(1, 9)}" if reason == "changed" else None)
    created = f"{year}-05-01T10:00:00Z" if reason == "uploaded" else "2026-01-01T10:00:00Z"
    return head, Document("o", id_, f"{id_}.md", "text/markdown", 1, "ready", created, created, profile=profile)
