"""cloud/stages/<stage>.json: what a stage chooses, checked before anything is made.

Keys are parameters of template.yaml, settings of the functions (capitals), or `Models`, which describes models that the
catalogue does not have. Every fault is named at once, each with its key and what is allowed.
"""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.config import VARIABLES
from cloud.stack import template_parameters
from cloud.stack.stack import OF_DEPLOYING, setting_name

# Parameters that commands set: a stage file may not.
OF_COMMANDS = frozenset({"Cloud", "Running", "PreSignUpFunctionArn"})
# Settings that the deploy command fills in beside the stack's outputs.
FILLED_IN = frozenset(
    {
        "GRAIL_STAGE",
        "WEBSOCKET_URL",
        "WEBSOCKET_MANAGEMENT_URL",
        "ANSWER_FUNCTION",
        "ACTIVE_FUNCTIONS",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    }
)
MODELS = "Models"


class StageFileError(Exception):
    """The file cannot be used; the message names every fault and what is allowed."""


@dataclass(frozen=True)
class StageFile:
    """`chosen` are parameters of the template, `settings` environment variables of the functions."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)


def read(file: Path, name: str) -> StageFile:
    """The stage file, or an empty one where none exists; `name` is what messages call it. Raises StageFileError."""
    if not file.exists():
        return StageFile()
    entries = {key: value for key, value in _entries(file, name).items() if value is not None}  # null: the default.
    faults = [f"{key} {fault}" for key, value in entries.items() if (fault := _fault(key, value))]
    if faults:
        raise StageFileError(f"{name}: {'; '.join(faults)}.")
    models = {"MODELS": json.dumps(entries.pop(MODELS), separators=(",", ":"))} if MODELS in entries else {}
    texts = {key: as_text(value) for key, value in entries.items()}
    settings = {key: value for key, value in texts.items() if key.isupper()}
    return StageFile({key: value for key, value in texts.items() if key not in settings}, settings | models)


def as_text(value: Any) -> str:
    """A JSON scalar as CloudFormation and environment variables write it; a list with commas between."""
    match value:
        case str():
            return value
        case list():
            return ",".join(as_text(entry) for entry in value)
    return json.dumps(value)  # true, not True; 5, not 5.0.


def _entries(file: Path, name: str) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
        read = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=str)
    except json.JSONDecodeError as error:
        raise StageFileError(f"{name}, line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except UnicodeDecodeError as error:
        raise StageFileError(f"{name} is not UTF-8. Save it as UTF-8.") from error
    except _DoubleKeyError as error:
        raise StageFileError(f"{name} has the key {error} twice. Leave one.") from error
    if not isinstance(read, dict):
        raise StageFileError(f'{name} must be a JSON object, such as {{ "LogDays": 30 }}.')
    return read


class _DoubleKeyError(Exception):
    """A key that stands twice in one object; Python would take the last in silence."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for key, value in pairs:
        if key in read:
            raise _DoubleKeyError(key)
        read[key] = value
    return read


def _fault(key: str, value: Any) -> str | None:
    """What is wrong with one entry, or None."""
    if key == MODELS:
        return None if _describes_models(value) else "must be an object: a description for each plain model id"
    if not _is_simple(value):
        return "must be a text, a number, true, false, or a list of them"
    if key.isupper():
        return _setting_fault(key)
    parameter = template_parameters.parameters().get(key)
    if parameter is None or key in OF_COMMANDS:
        return f"is no parameter of cloud/stack/template.yaml{_nearest(key, _names())}"
    fault = parameter.fault(as_text(value))
    return None if fault is None else f'is "{as_text(value)}" but {fault}'


def _setting_fault(key: str) -> str | None:
    if key in _settings_of_outputs():
        parameter = _settings_of_outputs()[key]
        taken = parameter in template_parameters.parameters()
        return f"is filled in by the deploy: use {parameter}" if taken else "is filled in by the deploy: leave it out"
    if key in FILLED_IN:
        return "is filled in by the deploy: leave it out"
    if key == "MODELS":
        return f"is filled in by the deploy: use {MODELS}"
    if key not in VARIABLES:
        return f"is no setting of docs/configuration.md{_nearest(key, _names())}"
    return None


def _describes_models(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(entry, dict) for entry in value.values())


def _is_simple(value: Any) -> bool:
    entries = value if isinstance(value, list) else [value]
    return all(isinstance(entry, str | int | float) for entry in entries)


def _names() -> list[str]:
    """Every key that a stage file may have."""
    filled = FILLED_IN | _settings_of_outputs().keys() | {"MODELS"}
    return [
        MODELS,
        *(name for name in template_parameters.parameters() if name not in OF_COMMANDS),
        *sorted(set(VARIABLES) - filled),
    ]


def _nearest(key: str, names: list[str]) -> str:
    """The names that the person may have meant, for the end of a sentence."""
    folded = {name.replace("_", "").lower(): name for name in names}
    close = difflib.get_close_matches(key.replace("_", "").lower(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else f"; those are {', '.join(names)}"


@cache
def _settings_of_outputs() -> dict[str, str]:
    """Output of the stack by the setting that it becomes."""
    return {setting_name(name): name for name in template_parameters.output_names() - OF_DEPLOYING}
