"""Imports point inwards, as the table of docs/architecture.md has it, and expensive ones wait until they are needed."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from cloud import PROJECT

ROW = re.compile(r"^\| (`[\w.*]+`) \|[^|]+\|\s*(.*?)\s*\|$", re.M)
EVERYTHING = "everything but"
SOURCES = ("app.py", "chalicelib", "cloud", "grail", "measure", "operations", "tools")
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
        rules[name.strip("`")] = tuple(f"!{package}" for package in names) if what.startswith(EVERYTHING) else names
    return rules


def may_import(rules: dict[str, tuple[str, ...]], importer: str, imported: str) -> bool:
    names = next((names for pattern, names in rules.items() if fnmatch(importer, pattern)), None)
    assert names is not None, f"docs/architecture.md has no row for {importer}"
    if names and names[0].startswith("!"):
        return not any(f"{imported}.".startswith(f"{name[1:]}.") for name in names)
    return importer == imported or any(fnmatch(imported, name) for name in names)


@cache
def imports(source: str) -> frozenset[str]:
    """Full names of what a file's text imports, a module where it is one. Kept, as most tests here read every file."""
    return frozenset(_imports(source))


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from {name if name in MODULES else node.module for name in full}
        elif isinstance(node, ast.ImportFrom):
            yield "a relative name"


def imported_packages(source: str) -> set[str]:
    """Packages of the project that a file's text imports."""
    ours = {Path(name).stem for name in SOURCES} | {"tests", "a relative name"}
    return {package(name) if name in MODULES else name for name in imports(source) if name.split(".")[0] in ours}


def wrong(rules: dict[str, tuple[str, ...]], importer: str, source: str) -> list[str]:
    """The imports of a module's text that the table does not allow."""
    own = package(importer)
    names = sorted(imported_packages(source))
    return [f"{importer} imports {name}" for name in names if not may_import(rules, own, name)]


def test_every_import_is_in_the_table() -> None:
    rules = allowed()
    assert [line for name, path in MODULES.items() for line in wrong(rules, name, path.read_text())] == []


def test_no_package_imports_itself_through_others() -> None:
    packages: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        packages.setdefault(package(name), set()).update(imported_packages(path.read_text()) - {package(name)})
    TopologicalSorter(packages).prepare()  # Raises CycleError, which names the packages.


@pytest.mark.parametrize(
    ("importer", "planted"),
    [
        ("chalicelib.models.documents", "from chalicelib.rag.documents.library import Library"),
        ("chalicelib.rag.text.words", "from chalicelib.rag.search import search"),
        ("chalicelib.rag.documents.ingest", "from chalicelib.adapters.files import S3Files"),
        ("chalicelib.rag.search.search", "from chalicelib.rag.answers.answer import Answering"),
        ("chalicelib.rag.citations.cite", "import chalicelib.rag.answers.stream"),
        ("chalicelib.adapters.lance.store", "from chalicelib.adapters.dynamo.client import Items"),
        ("chalicelib.adapters.bedrock.converse", "from chalicelib.api.http import Call"),
        ("chalicelib.api.frames", "from cloud.stack.stack import outputs"),
        ("cloud.bedrock.quoting.model", "from chalicelib.rag.search.evidence import is_confident"),
        ("cloud.stack.stack", "from cloud.laptop.options import REGION"),
        ("chalicelib.wire", "from . import errors"),
        ("grail.rest", "from chalicelib.models import Document"),
        ("grail.client", "from measure.frames import Socket"),
        ("cloud.aws.smoke", "from measure.page_client import PageClient"),
        ("measure.answers.run", "from tests.support.stores import conversations_in"),
    ],
)
def test_planted_import_is_refused(importer: str, planted: str) -> None:
    rules, source = allowed(), MODULES[importer].read_text()
    assert wrong(rules, importer, source) == []
    assert len(wrong(rules, importer, f"{source}\n{planted}\n")) == 1


def test_the_product_stays_easy_to_enter() -> None:
    """A package more, or an import between two that had none, is weighed against joining what belongs together."""
    imported: dict[str, set[str]] = {}
    for name, path in MODULES.items():
        if own := subject(name):
            imported.setdefault(own, set()).update(map(subject, imported_packages(path.read_text())))
    assert len(imported) <= 7
    assert sum(name != own and name in imported for own, names in imported.items() for name in names) <= 12


def subject(name: str) -> str:
    """The package of `rag` that a module or package is in; "" for any other."""
    parts = package(name).split(".") if name in MODULES else name.split(".")
    return parts[2] if parts[:2] == ["chalicelib", "rag"] and len(parts) > 2 else ""


def test_the_table_has_no_row_too_many() -> None:
    packages = {package(name) for name in MODULES}
    assert [row for row in allowed() if not any(fnmatch(name, row) for name in packages)] == []


def test_rag_and_values_know_nothing_of_aws() -> None:
    for path in FILES:
        if re.match(r"chalicelib\.(rag|models|errors|wire)\b", module(path)):
            assert not {name.split(".")[0] for name in imports(path.read_text())} & AWS, path


def readers_of_the_environment(source: str) -> Iterator[str]:
    """Names of the functions and classes at the top of a file's text, "" for none, that read the environment."""
    for top in ast.parse(source).body:
        for node in ast.walk(top):
            name = getattr(node, "attr", None) or (node.name if isinstance(node, ast.alias) else None)
            if name in {"environ", "environb", "getenv", "getenvb"}:
                yield getattr(top, "name", "")


def test_config_alone_reads_the_environment() -> None:
    """The extractor copies a few variables for its child, which is to see no others."""
    readers = {
        (name, reader)
        for name, path in MODULES.items()
        if name.split(".")[0] in ("app", "chalicelib") and name != "chalicelib.config"
        for reader in readers_of_the_environment(path.read_text())
    }
    assert readers == {("chalicelib.adapters.extraction.extractor", "_environment")}


@pytest.mark.parametrize("name", ["app", "chalicelib.api.frames"])
def test_functions_start_without_lancedb(name: str) -> None:
    code = f"import sys, {name}; print([m for m in ('lancedb', 'pyarrow', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
