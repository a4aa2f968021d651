"""Dates, times and lengths of time as the number formats of a workbook show them."""

import datetime
from typing import TypeIs

Moment = datetime.datetime | datetime.date | datetime.time | datetime.timedelta
Token = tuple[str, str]

DATE_TOKENS = frozenset(("date", "elapsed", "half"))
_FIRST_DAY = datetime.datetime(1899, 12, 30)
_MONTHS = ["January", "February", "March", "April", "May", "June"]
_MONTHS += ["July", "August", "September", "October", "November", "December"]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def is_moment(value: object) -> TypeIs[Moment]:
    return isinstance(value, datetime.date | datetime.time | datetime.timedelta)


def plain_moment(value: Moment) -> str:
    """A moment without a format: no empty time behind a date, lengths in hours."""
    if isinstance(value, datetime.timedelta):
        sign, length = ("-", -value) if value < datetime.timedelta() else ("", value)
        minutes, seconds = divmod(round(length.total_seconds()), 60)
        return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    return value.isoformat()


def show_moment(section: list[Token], value: Moment) -> str:
    tokens = _with_minutes(section)
    if any(kind == "elapsed" for kind, _ in tokens):
        return _elapsed(tokens, _length(value))
    moment = _FIRST_DAY + value if isinstance(value, datetime.timedelta) else _as_datetime(value)
    letters = {text[0] for kind, text in tokens if kind == "date"}
    words = any(kind == "date" and text[0] in "md" and len(text) > 2 for kind, text in tokens)
    if {"y", "m", "d"} <= letters and not words:
        time = "HMS" if "s" in letters else "HM" if letters & {"h", "n"} else ""
        return moment.date().isoformat() + (moment.strftime(" " + ":".join(f"%{one}" for one in time)) if time else "")
    half = any(kind == "half" for kind, _ in tokens)
    return "".join(_part(kind, text, moment, half=half) for kind, text in tokens).strip()


def _with_minutes(section: list[Token]) -> list[Token]:
    """The tokens in lower case; `n` for `m` where it stands for minutes: after hours, or before seconds."""
    tokens = [(kind, text.lower() if kind in DATE_TOKENS else text) for kind, text in section]
    dates = [at for at, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    for number, at in enumerate(dates):
        kind, text = tokens[at]
        before = tokens[dates[number - 1]][1][0] if number else ""
        after = tokens[dates[number + 1]][1][0] if number + 1 < len(dates) else ""
        if text[0] == "m" and len(text) < 3 and (before == "h" or after == "s"):
            tokens[at] = (kind, "n" * len(text))
    return tokens


def _as_datetime(value: datetime.date | datetime.time) -> datetime.datetime:
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.time):
        return datetime.datetime.combine(_FIRST_DAY, value)
    return datetime.datetime.combine(value, datetime.time())


def _length(value: Moment) -> datetime.timedelta:
    return value if isinstance(value, datetime.timedelta) else _as_datetime(value) - _FIRST_DAY


def _elapsed(tokens: list[Token], length: datetime.timedelta) -> str:
    seconds = round(abs(length.total_seconds()))
    amounts = {"h": seconds // 3600, "m": seconds // 60, "n": seconds // 60 % 60, "s": seconds % 60}
    out = "-" if length < datetime.timedelta() else ""
    for kind, text in tokens:
        if kind in ("date", "elapsed"):
            amount = seconds if (kind, text[0]) == ("elapsed", "s") else amounts.get(text[0], 0)
            out += str(amount).zfill(len(text))
        elif kind == "literal" or text == ":":
            out += text
    return out.strip()


def _part(kind: str, text: str, moment: datetime.datetime, *, half: bool) -> str:
    if kind == "half":
        return "AM" if moment.hour < 12 else "PM"
    if kind != "date":
        return "" if kind == "place" or text in ("@", ".") else text
    hour = (moment.hour % 12 or 12) if half else moment.hour
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "n": moment.minute, "s": moment.second}
    if text[0] in ("y", "e"):
        return str(moment.year)
    if text[0] in "md" and len(text) > 2:
        name = _MONTHS[moment.month - 1] if text[0] == "m" else _DAYS[moment.weekday()]
        return name if len(text) > 3 else name[:3]
    return str(numbers[text[0]]).zfill(len(text)) if text[0] in numbers else ""
