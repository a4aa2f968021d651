"""The parameters of cloud/stack/template.yaml, and what each of them allows.

CloudFormation checks values only when it makes the stack. Checking them here tells the person before anything is made.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cloud.stack import template_yaml

TEMPLATE = Path(__file__).with_name("template.yaml")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Parameter:
    """One parameter of the template. `default` is None where a value must be given."""

    name: str
    type: str
    default: str | None
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    least: float | None = None
    most: float | None = None
    description: str = ""

    def fault(self, value: str) -> str | None:
        """Why CloudFormation would refuse the value, as "must be …", or None."""
        if self.allowed and value not in self.allowed:
            return f"must be one of {', '.join(self.allowed)}"
        if self.type == "Number":
            return self._number_fault(value)
        if self.pattern and not re.fullmatch(self.pattern, value):
            return f"must match {self.pattern}" + (f" ({self.description.rstrip('.')})" if self.description else "")
        return None

    def _number_fault(self, value: str) -> str | None:
        if not NUMBER.fullmatch(value):
            return "must be a number"
        number = float(value)
        if self.least is not None and number < self.least:
            return f"must be at least {self.least:g}"
        if self.most is not None and number > self.most:
            return f"must be at most {self.most:g}"
        return None


def read(text: str) -> dict[str, Parameter]:
    """Parameters by name, of a template's text."""
    return {name: _parameter(name, entry) for name, entry in template_yaml.load(text)["Parameters"].items()}


@cache
def parameters() -> dict[str, Parameter]:
    """Grail's own, but for Stage, which the command line names."""
    return {name: parameter for name, parameter in read(TEMPLATE.read_text()).items() if name != "Stage"}


def defaults() -> dict[str, str]:
    return {name: parameter.default or "" for name, parameter in parameters().items()}


def output_names() -> frozenset[str]:
    """Outputs of the stack, which become settings of the functions."""
    return frozenset(template_yaml.load(TEMPLATE.read_text())["Outputs"])


def _parameter(name: str, entry: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name,
        type=entry["Type"],
        default=_text(entry["Default"]) if "Default" in entry else None,
        allowed=tuple(_text(value) for value in entry.get("AllowedValues", ())),
        pattern=entry.get("AllowedPattern", ""),
        least=entry.get("MinValue"),
        most=entry.get("MaxValue"),
        description=entry.get("Description", ""),
    )


def _text(value: Any) -> str:
    """A scalar as CloudFormation writes it: true, not True."""
    return value if isinstance(value, str) else json.dumps(value)
