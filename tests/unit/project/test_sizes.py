"""Files and functions stay short enough to be read at one sight; what is longer says why."""

import ast

import pytest

from cloud import PROJECT

MOST_LINES = 250
MOST_FUNCTION_LINES = 40
LONGER = {
    "chalicelib/adapters/extraction/formats.py": "the one table of formats",
    "chalicelib/config.py": "the one table of settings",
    "chalicelib/errors.py": "the one tree of errors",
    "chalicelib/rag/text/languages.py": "what rules need of each language, in one place",
    "chalicelib/wiring/adapters.py": "which class fills which role, in one place",
}
SHIPPED = [PROJECT / "app.py"]
for _package in ("chalicelib", "cloud", "grail", "operations", "tools"):
    SHIPPED += sorted((PROJECT / _package).rglob("*.py"))


def long_functions(source: str) -> list[str]:
    """Names of the functions of a file's text that have too many lines."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]


def test_files_are_short() -> None:
    long = {str(path.relative_to(PROJECT)) for path in SHIPPED if path.read_text().count("\n") > MOST_LINES}
    assert long == set(LONGER)


@pytest.mark.parametrize("lines", [MOST_FUNCTION_LINES, MOST_FUNCTION_LINES + 1])
def test_a_long_function_is_found(lines: int) -> None:
    source = "def a() -> None:\n" + "    pass\n" * (lines - 1)
    assert long_functions(source) == ([] if lines == MOST_FUNCTION_LINES else ["a"])


def test_functions_are_short() -> None:
    long = {str(path.relative_to(PROJECT)): long_functions(path.read_text()) for path in SHIPPED}
    assert {path: names for path, names in long.items() if names} == {}
