"""Imports point inwards, as the table of docs/architecture.md has it, and expensive ones wait until they are needed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from cloud import PROJECT

ROW = re.compile(r"^\| (`[\w.*]+`) \|[^|]+\|\s*(.*?)\s*\|$", re.M)
EVERYTHING = "everything but"
SOURCES = ("app.py", "chalicelib", "cloud", "measure", "operations", "tools")
AWS = {"boto3", "botocore", "chalice", "lancedb", "pyarrow"}
FILES = [PROJECT / "app.py", *(path for source in SOURCES[1:] for path in (PROJECT / source).rglob("*.py"))]


def module(path: Path) -> str:
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module(path): path for path in FILES}


def package(name: str) -> str:
    """A module's row in the table: the folder that it is in, or itself where it is a single file of chalicelib."""
    single = name == "app" or re.fullmatch(r"chalicelib\.(wire|errors|config)", name)
    return name if single or MODULES[name].name == "__init__.py" else name.rpartition(".")[0]


def allowed() -> dict[str, tuple[str, ...]]:
    """Patterns of packages that each package may import, by the table; `!x` is one that it may not."""
    rules = {}
    for name, what in ROW.findall((PROJECT / "docs" / "architecture.md").read_text()):
        names = tuple(re.findall(r"`([\w.*]+)`", what))
        rules[name.strip("`")] = tuple(f"!{each}" for each in names) if what.startswith(EVERYTHING) else names
    return rules


def may_import(rules: dict[str, tuple[str, ...]], importer: str, imported: str) -> bool:
    names = next((names for pattern, names in rules.items() if fnmatch(importer, pattern)), None)
    assert names is not None, f"docs/architecture.md has no row for {importer}"
    if names and names[0].startswith("!"):
        return not any(fnmatch(imported, each[1:]) for each in names)
    return importer == imported or any(fnmatch(imported, name) for name in names)


def imports(path: Path) -> Iterator[str]:
    """Full names of what a file imports, a module where it is one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path} imports by a relative name"
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from {name if name in MODULES else node.module for name in full}


def wrong(rules: dict[str, tuple[str, ...]], path: Path) -> list[str]:
    own = {
        name for name in imports(path) if name.split(".")[0] in {Path(source).stem for source in SOURCES} | {"tests"}
    }
    importer = package(module(path)) if module(path) in MODULES else module(path).rpartition(".")[0]
    packages = {package(name) if name in MODULES else name for name in own}
    return [f"{module(path)} imports {name}" for name in sorted(packages) if not may_import(rules, importer, name)]


def test_every_import_is_in_the_table() -> None:
    rules = allowed()
    assert [line for path in FILES for line in wrong(rules, path)] == []


def test_the_table_has_no_row_too_many() -> None:
    packages = {package(name) for name in MODULES}
    assert [row for row in allowed() if not any(fnmatch(name, row) for name in packages)] == []


def test_rag_and_values_know_nothing_of_aws() -> None:
    for path in FILES:
        if re.match(r"chalicelib\.(rag|models|errors|wire)\b", module(path)):
            assert not {name.split(".")[0] for name in imports(path)} & AWS, path


def test_one_module_reads_the_environment() -> None:
    for path in FILES:
        if module(path).startswith("chalicelib.") and module(path) != "chalicelib.config":
            assert "os.environ" not in path.read_text() or "extraction" in path.parts, path


@pytest.mark.parametrize("name", ["app", "chalicelib.api.frames"])
def test_functions_start_without_lancedb(name: str) -> None:
    code = f"import sys, {name}; print([m for m in ('lancedb', 'pyarrow', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
