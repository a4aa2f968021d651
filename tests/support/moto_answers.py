"""Moto's answers, made with less search: a test that reads many rows spends half of its time on what is left out here.

A value of DynamoDB is a map with one key, its type: `{"S": "text"}`. To write one, moto looks for each of the ten types
under every name that a Python object might have for it. And for each request it lists anew what its class can answer.
"""

from functools import cache
from typing import Any

import pytest
from moto.core import responses
from moto.core.serialize import BaseJSONSerializer
from moto.core.utils import method_names_from_class

_write_structure = BaseJSONSerializer._serialize_type_structure
_method_names = cache(method_names_from_class)


def install(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(responses, "method_names_from_class", _method_names)
    patch.setattr(BaseJSONSerializer, "_serialize_type_structure", _write)


def _write(serializer: Any, written: dict[str, Any], value: Any, shape: Any, key: str) -> None:
    if shape.name != "AttributeValue" or type(value) is not dict or not key:
        _write_structure(serializer, written, value, shape, key)
        return
    typed: dict[str, Any] = {}
    for name, part in value.items():
        serializer._serialize(typed, part, shape.members[name], name)
    serializer._default_serialize(written, typed, shape, key)
