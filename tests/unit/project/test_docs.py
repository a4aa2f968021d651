"""Docs under test: every setting, route, frame and failure code is named in them."""

import importlib
import importlib.util
import re
import subprocess
from dataclasses import Field, fields
from typing import Any, get_args

import pytest

from chalicelib.api.schema import PAGING, registered
from chalicelib.config import Settings, is_required, variables_of
from chalicelib.errors import FailureCode
from chalicelib.rag.documents.failures import REASONS
from cloud import PROJECT
from tools.document_tables import filled

DOCS = PROJECT / "docs"
PROTOCOL = (DOCS / "protocol.md").read_text()
CONFIGURATION = (DOCS / "configuration.md").read_text()
SOURCES = DOCS.parent


def test_every_route_is_in_the_protocol() -> None:
    routes = importlib.import_module("app").app.routes
    assert sum(len(methods) for methods in routes.values()) >= 18
    for path, methods in routes.items():
        assert "OPTIONS" in methods, f"{path} answers no preflight"
        for method in methods.keys() - {"OPTIONS"}:
            assert f"`{method} {path}`" in PROTOCOL, f"{method} {path}"


def test_every_query_parameter_is_in_the_protocol() -> None:
    """Those of lists are told once, above the table."""
    importlib.import_module("app")
    assert registered()
    for route in registered():
        row = next(line for line in PROTOCOL.splitlines() if line.startswith(f"| `{route.method} {route.path}` |"))
        missing = {name for name in route.query.keys() - PAGING.keys() if f"{name}=" not in row}
        assert not missing, f"docs/protocol.md does not name {missing} of {route.method} {route.path}"


def test_every_frame_is_in_the_protocol() -> None:
    files = ("api/actions.py", "api/frames.py", "wire.py", "adapters/sockets.py")
    frames = "".join((SOURCES / "chalicelib" / file).read_text() for file in files)
    actions = re.findall(r'tag="(\w+)"', frames)
    types = re.findall(r'"type": "(\w+)"', frames)
    assert len(actions) == 5
    assert len(set(types)) >= 10
    for name in (*actions, *types):
        assert f"| `{name}` |" in PROTOCOL, name


def test_every_failure_code_is_in_the_protocol() -> None:
    line = re.search(r"Failure codes of a document: (.*?)\. Each", PROTOCOL, re.S)
    assert line is not None
    assert set(re.findall(r"`(\w+)`", line[1])) == set(get_args(FailureCode)) == set(REASONS)


def test_tables_of_documents_are_as_the_product_has_them() -> None:
    page = (DOCS / "documents.md").read_text()
    assert filled(page) == page, "python -m tools.document_tables"
    assert all(f"`{code}`" in page for code in get_args(FailureCode))


def row_of(variable: str) -> str:
    row = re.search(rf"^\| [^|]*`{variable}`[^|]*\|.*$", CONFIGURATION, re.M)
    assert row, f"docs/configuration.md has no row for {variable}"
    return row[0]


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_configuration_names_a_setting_and_its_default(setting: "Field[Any]") -> None:
    for variable in variables_of(setting):
        row = row_of(variable)
        assert ("` *" in row.split("|")[1]) is is_required(setting), row
        if isinstance(setting.default, int | float):
            assert f"{setting.default:.2f}".removesuffix(".00") in row.split("|")[-2], row


def test_configuration_names_every_variable_of_grail() -> None:
    names = subprocess.run(["git", "ls-files", "-z", "*.py", "Makefile", "tools"], cwd=PROJECT, capture_output=True)
    sources = [(PROJECT / name).read_text() for name in names.stdout.decode().split("\0") if name]
    variables = {name for source in sources for name in re.findall(r"\bGRAIL_[A-Z_]+\b", source)}
    options = set(re.findall(r'env\.get\("([A-Z_0-9]+)"', (SOURCES / "cloud/laptop/options.py").read_text()))
    assert len(options) >= 9
    missing = {name for name in variables | options if f"`{name}`" not in CONFIGURATION}
    assert not missing, f"docs/configuration.md does not name {missing}"


def test_the_index_of_decisions_is_whole() -> None:
    index = (DOCS / "decisions" / "README.md").read_text()
    numbers = []
    for path in sorted((DOCS / "decisions").glob("0*.md")):
        title = re.match(r"# (\d+)\. (.+)\n", path.read_text())
        assert title, f"{path.name} begins with its number and title"
        assert int(title[1]) == int(path.name[:4]), path.name
        assert f"| {title[1]} | [{title[2]}]({path.name}) |" in index, path.name
        numbers.append(int(title[1]))
    unused = re.search(r"The numbers (.+) were never used", index)
    assert unused
    assert set(map(int, re.findall(r"\d+", unused[1]))) == set(range(1, max(numbers))) - set(numbers)


def test_links_between_docs_lead_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), SOURCES / "README.md"]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text())]
    assert links
    for page, link in links:
        assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_make_command_of_the_docs_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.M))
    pages = [*DOCS.rglob("*.md"), SOURCES / "README.md"]
    named = {(page.name, target) for page in pages for target in re.findall(r"`make ([a-z-]+)", page.read_text())}
    assert named
    assert [(page, target) for page, target in sorted(named) if target not in targets] == []


def test_files_and_tables_of_the_recipes_are_there() -> None:
    page = (DOCS / "contributing.md").read_text()
    named = re.findall(r"`((?:chalicelib|cloud|docs|frontend|tests)/[\w./-]+)`", page)
    assert [path for path in named if not (PROJECT / path).exists()] == []
    text = "".join((PROJECT / path).read_text() for path in named if (PROJECT / path).is_file())
    tables = re.findall(r"`(_?[A-Z]{4,})`", page)
    assert len(tables) >= 10
    assert [table for table in tables if not re.search(rf"^(export const )?{table}\b", text, re.M)] == []


def test_every_test_that_security_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", (DOCS / "security.md").read_text())
    assert len(named) > 40
    for path, test in named:
        assert (SOURCES / path).exists(), path
        assert not test or f"def {test}(" in (SOURCES / path).read_text(), f"{path}::{test}"


def test_files_that_docs_and_comments_name_are_there() -> None:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    there = {f"/{name}" for name in names.split("\0")}
    pages = [name for name in names.split("\0") if name.endswith((".md", ".py", "Makefile", "Dockerfile"))]
    lost = [
        (page, named)
        for page in pages
        if not page.startswith(("tests/", "frontend/"))
        for named in re.findall(r"[\w/-]+\.py\b", (PROJECT / page).read_text())
        if not any(name.endswith(f"/{named}") for name in there) and named not in ("/build/packages.py", "handler.py")
    ]
    assert lost == []


def test_every_python_command_of_the_docs_is_there() -> None:
    pages = [*DOCS.rglob("*.md"), *(PROJECT / "cloud").rglob("*.md"), SOURCES / "README.md"]
    named = {(page.name, name) for page in pages for name in re.findall(r"python -m ([\w.]+\w)", page.read_text())}
    assert len(named) >= 20
    assert [(page, name) for page, name in sorted(named) if importlib.util.find_spec(name) is None] == []
