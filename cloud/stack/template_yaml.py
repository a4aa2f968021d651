"""CloudFormation's YAML as plain data, with its short tags in their long form: `!Ref X` becomes {"Ref": "X"}."""

import re
from collections.abc import Iterator
from typing import Any

import yaml  # type: ignore[import-untyped]

# `${Name}` and the name in `${Name.Attribute}`; `${!Name}` stands for itself.
SUBSTITUTED = re.compile(r"\$\{([\w:]+)")


# libyaml's parser, which PyYAML's wheels bring, takes a sixth of the time that PyYAML's own takes.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """SafeLoader with CloudFormation's tags."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node) -> Any:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(node, deep=True)
    if tag in ("Ref", "Condition"):
        return {tag: value}
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


def load(text: str) -> dict[str, Any]:
    template: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506  (a SafeLoader)
    return template


def names_in(value: Any) -> Iterator[str]:
    """Every resource or parameter that a part of a template refers to."""
    match value:
        case {"Ref": str() as name}:
            yield name
        case {"Fn::GetAtt": [str() as name, *_]}:
            yield name
        case {"Fn::Sub": str() as text}:
            yield from SUBSTITUTED.findall(text)
        case {"Fn::Sub": [str() as text, dict() as own]}:
            yield from (name for name in SUBSTITUTED.findall(text) if name not in own)
            yield from names_in(list(own.values()))
        case dict():
            for entry in value.values():
                yield from names_in(entry)
        case list():
            for entry in value:
                yield from names_in(entry)
