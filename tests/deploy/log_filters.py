"""CloudWatch's filter patterns for JSON logs, as far as the template uses them, and log lines as Lambda writes them."""

import json
import logging
import operator
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cloud import PROJECT

CONDITION = re.compile(r'\$\.(\w+) (=|!=) "([^"]*)"')
OPERATORS = {"=": operator.eq, "!=": operator.ne}


def matches(pattern: str, line: str) -> bool:
    """Whether CloudWatch counts the line. A line that is no JSON, or lacks a field that the pattern names, is not
    counted (CloudWatch Logs, "Filter pattern syntax for metric filters")."""
    inner = re.fullmatch(r"\{ (.+) \}", pattern)
    assert inner is not None, pattern
    either = [[CONDITION.fullmatch(condition) for condition in part.split(" && ")] for part in inner[1].split(" || ")]
    assert all(map(all, either)), f"These tests do not know the pattern {pattern}"
    try:
        event = json.loads(line)
    except ValueError:
        return False
    return any(all(_holds(event, *condition.groups()) for condition in part if condition) for part in either)


def _holds(event: dict[str, Any], name: str, sign: str, value: str) -> bool:
    return name in event and OPERATORS[sign](event[name], value)


class Lines(logging.Handler):
    """Keeps each record as the line that Lambda's own runtime client writes for it."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def logged(formatter: logging.Formatter) -> Iterator[list[str]]:
    """What the functions' code logs meanwhile, a line of JSON for each record."""
    handler, log = Lines(formatter), logging.getLogger("chalicelib")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)  # As app.py sets it.
    try:
        yield handler.lines
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


def code() -> str:
    """The functions' code."""
    return "".join(path.read_text() for path in (PROJECT / "chalicelib").rglob("*.py"))
