"""LanceDB's import without the generated client of REST namespaces, which is half of it and which nothing here speaks.

LanceDB's modules import some hundred names from that client, mostly for their annotations. Until one of them is used,
classes that load the client when they are called stand in for them.
"""

import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

CLIENT = "lance_namespace_urllib3_client"
LANCEDB = "0.40.0"
"""The version that this was tried with. Of another one tests/unit/adapters/test_stand_in.py has to be looked at."""


class StandIns(MetaPathFinder, Loader):
    """Finds the client's modules, each with a class for whatever is imported from it."""

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return ModuleSpec(name, self, is_package=True) if name.partition(".")[0] == CLIENT else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to be executed."""


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _StandIn(name, (), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class _StandIn(type):
    """The class of a class that is loaded when it is called, or asked whether a value is its own."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return loaded(cls)(*args, **kwargs)

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, loaded(cls)) if _is_loaded() else False

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(loaded(cls), name)


def install() -> None:
    """Where LanceDB was imported before, everything stays as it is."""
    if "lancedb" not in sys.modules and CLIENT not in sys.modules:
        sys.meta_path.insert(0, _STAND_INS)


def loaded(cls: type) -> Any:
    """The class itself, for which `cls` stands in."""
    if not _is_loaded():
        sys.meta_path.remove(_STAND_INS)
        for name in [name for name in sys.modules if name.partition(".")[0] == CLIENT]:
            del sys.modules[name]
    return getattr(import_module(cls.__module__), cls.__name__)


def _is_loaded() -> bool:
    return _STAND_INS not in sys.meta_path


_STAND_INS = StandIns()
