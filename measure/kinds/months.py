"""Monthly reports that resemble each other, twelve in English and six in Vietnamese, and questions across them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import msgspec

from measure.kinds.generated import number
from measure.kinds.questions import Question
from measure.kinds.registers import SEED

ON_MONTHS = Path(__file__).with_name("on-months.jsonl")
NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ENGLISH = """# Operations in {month} 2024

Written by Marit Esser.

## Passengers

The ferries carried {passengers}: {lines[0]:,} to Skarholm, {lines[1]:,} to Utvik and {lines[2]:,} on cruises.
Most of them travelled on Fridays and Sundays.

## Timetable

{punctual} left within five minutes of the timetable, and {cancelled}, most of them because of the wind.
The fleet burnt {fuel}.

## Service

The customer office answered {complaints}; the oldest had waited for {days} days. {event}
"""
VIETNAMESE = """# Báo cáo xưởng Hải Phòng tháng {month} năm 2025

Người lập: Lý Thanh Mai.

## Kết quả

{revenue}. Xưởng đã {ships} và sửa {engines} động cơ. Thợ máy có {overtime}.

## Ghi chú

{event} Vật tư còn đủ cho {weeks} tuần.
"""
EVENTS = (
    "Ice stopped the line to Utvik for three days.",
    "The ticket machine in Skarholm was replaced after a burglary.",
    "A school class from Lerhavn was shown the engine room of the Godwit.",
    "Prices for cars rose; complaints about it came from commuters above all.",
    "The Whimbrel began service to Utvik, with a band on the quay.",
    "A rope in the propeller of the Plover cost half a day.",
    "The festival of lights brought the fullest Saturday since 2019.",
    "The shaft of the Dunlin broke, and the Knot sailed in her place for nine days.",
    "A new cook began in the saloon of the Curlew: Fredrik Lyng.",
    "The quay office in Brendal moved to the ground floor.",
    "The winter timetable began, with two crossings a day fewer to Skarholm.",
    "A storm on the second Advent threw cars against each other on the Redshank.",
)
VIETNAMESE_EVENTS = (
    "Cần cẩu số 2 hỏng phanh và được thay trong bốn ngày.",
    "Nghỉ Tết từ ngày 25 tháng 1 đến ngày 2 tháng 2.",
    "Đoàn khách từ Brendal đến thăm xưởng, do chị Marit Esser dẫn đầu.",
    "Mưa đá làm vỡ 14 tấm kính của nhà kho.",
    "Hệ thống chấm công bằng vân tay bắt đầu hoạt động.",
    "Mất điện hai lần, tổng cộng bảy giờ.",
)

type Field = Literal[
    "passengers", "cancelled", "punctual", "fuel", "complaints", "event", "revenue", "ships", "overtime"
]


@dataclass(frozen=True)
class Month:
    """A month's report: its file, its text, and each value with the words that it stands in."""

    filename: str
    text: str
    values: Mapping[str, str]
    stated: Mapping[str, str]


class OnMonths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question on the `field` of some `months` (from 1), of all where there are none. `answer`: what makes it of the
    values; `each` needs them all in the answer.
    """

    kind: str
    text: str
    field: Field
    months: tuple[int, ...] = ()
    answer: Literal["each", "sum", "difference", "max", "min"] = "each"
    language: str = "en"
    of: Literal["en", "vi"] = "en"


def documents() -> dict[str, bytes]:
    """The reports by file name, always the same."""
    return {month.filename: month.text.encode() for month in (*english(), *vietnamese())}


def english() -> list[Month]:
    random = Random(f"{SEED} months")
    columns = (
        random.sample(range(3, 60), 12),
        [count / 10 for count in random.sample(range(861, 989), 12)],
        random.sample(range(410, 980), 12),
        random.sample(range(21, 140), 12),
        EVENTS,
    )
    made = []
    for at, (cancelled, punctual, fuel, complaints, event) in enumerate(zip(*columns, strict=True)):
        lines = [random.randint(14_000, 71_000) for _ in range(3)]
        stated = {
            "passengers": f"{sum(lines):,} passengers",
            "cancelled": f"{cancelled} crossings were cancelled",
            "punctual": f"{punctual} percent of the crossings",
            "fuel": f"{fuel} tonnes of fuel",
            "complaints": f"{complaints} complaints",
            "event": event,
        }
        values = {name: text.split()[0].replace(",", "") for name, text in stated.items()} | {"event": event}
        text = ENGLISH.format(month=NAMES[at], lines=lines, days=2 + at % 7, **stated)
        made.append(Month(f"operations-2024-{at + 1:02}.md", text, values, stated))
    return made


def vietnamese() -> list[Month]:
    random = Random(f"{SEED} tháng")
    columns = (
        random.sample(range(2900, 4900), 6),
        random.sample(range(8, 21), 6),
        random.sample(range(110, 480), 6),
        VIETNAMESE_EVENTS,
    )
    made = []
    for at, (revenue, ships, overtime, event) in enumerate(zip(*columns, strict=True)):
        values = {"revenue": str(revenue), "ships": str(ships), "overtime": str(overtime), "event": event}
        stated = {
            "revenue": f"Doanh thu đạt {revenue} triệu đồng",
            "ships": f"bảo dưỡng {ships} tàu",
            "overtime": f"{overtime} giờ làm thêm",
            "event": event,
        }
        text = VIETNAMESE.format(month=at + 1, engines=3 + at % 4, weeks=5 + at, **stated)
        made.append(Month(f"bao-cao-thang-2025-{at + 1:02}.md", text, values, stated))
    return made


def questions() -> Iterator[Question]:
    """The questions across months, always the same."""
    reports = {"en": english(), "vi": vietnamese()}
    for at, line in enumerate(ON_MONTHS.read_text("utf-8").splitlines(), start=1):
        asked = msgspec.convert(json.loads(line), OnMonths)
        months = [reports[asked.of][month - 1] for month in asked.months] or reports[asked.of]
        yield Question(
            id=f"{asked.kind.replace(' ', '-')}-m{at}",
            kind=asked.kind,
            turns=(asked.text,),
            needs=tuple(_stated(month, asked.field) for month in months),
            holds=tuple(_held(asked, months)),
            language=asked.language,
        )


def _stated(month: Month, field: Field) -> str:
    """A value as its report states it: by itself, so that 17 is not found in 117."""
    return rf"(?<![\d.,]){_pattern(month.stated[field])}"


def _pattern(text: str) -> str:
    return r"\s+".join(word.replace(".", r"\.") for word in text.split())


def _held(asked: OnMonths, months: Sequence[Month]) -> list[str]:
    if asked.field == "event":
        return [_pattern(" ".join(month.values["event"].split()[:4])) for month in months]
    values = [float(month.values[asked.field]) for month in months]
    if asked.answer in ("max", "min"):
        best = months[values.index({"max": max, "min": min}[asked.answer](values))]
        name = best.filename[-5:-3]
        words = NAMES[int(name) - 1] if asked.of == "en" else f"tháng {int(name)}(?!\\d)"
        return [f"{words}|tháng {int(name)}(?!\\d)|\\d{{4}}-{name}"]
    if asked.answer == "each":
        return [number(int(value) if value.is_integer() else value, asked.language) for value in values]
    value = sum(values) if asked.answer == "sum" else abs(values[0] - values[1])
    return [number(int(value) if value.is_integer() else round(value, 1), asked.language)]
