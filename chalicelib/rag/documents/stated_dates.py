"""Dates of a file's metadata, in whatever form its format writes them, as ISO 8601."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from chalicelib.rag.text.dates import dates

_PARTS = (
    r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d)(?:[T ]?(?P<hour>\d\d):?(?P<minute>\d\d)"
    r"(?::?(?P<second>\d\d)(?:\.\d{1,9})?)?\s?(?P<zone>Z|[+-]\d\d(?:'?:?\d\d'?)?)?)?)?)?"
)
_ISO = re.compile(rf"(?:D:)?{_PARTS}.{{0,10}}")
"""ISO 8601, which most formats use, and the form of PDF (ISO 32000-1 §7.9.4): `D:20230504103000+02'00'`."""

_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_LONGEST = 100


def iso_date(text: str | None) -> str | None:
    """A date as ISO 8601 with what it states: `2023`, `2023-05`, `2023-05-04`, or in UTC `2023-05-04T08:30:00Z`.

    A time without a zone says no moment, so only its day is kept. None for what is no date.
    """
    text = (text or "").strip()[:_LONGEST]
    match = _ISO.fullmatch(text.replace("/", "-"))
    if match and (date := _of_parts(match)):
        return date
    return _of_mail(text) or next((_of_text(date.value) for date in dates(text) if date.year), None)


def _of_parts(match: re.Match[str]) -> str | None:
    if not _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR:
        return None
    given = [match[name] for name in ("year", "month", "day") if match[name]]
    numbers = [int(match[name] or least) for name, least in _LEAST.items()]
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]
        return _utc(f"{moment.isoformat()}{_zone(match['zone'])}") if match["zone"] else "-".join(given)
    except ValueError:  # There is no such day.
        return given[0]


_LEAST = {"year": 1, "month": 1, "day": 1, "hour": 0, "minute": 0, "second": 0}


def _zone(zone: str) -> str:
    digits = zone.replace("'", "").replace(":", "")
    return zone if zone == "Z" else f"{digits[:3]}:{digits[3:] or '00'}"


def _of_mail(text: str) -> str | None:
    """RFC 5322: `Tue, 4 May 2023 10:30:00 +0200`."""
    if ":" not in text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return _utc(moment.isoformat()) if moment.tzinfo else moment.date().isoformat()
    except (ValueError, OverflowError):
        return None


def _utc(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _of_text(value: str) -> str | None:
    """`4/3/2024` does not say which number is the month: the year is what it states."""
    return value.rpartition("/")[2] if "/" in value else value
