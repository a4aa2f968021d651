"""Imports point inwards, and the expensive ones stay inside the functions that need them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent.parent
ALLOWED = {
    "app": {"api", "config"},
    "api": {"api", "wiring", "models", "errors", "wire", "config", "rag"},
    "wiring": {"wiring", "adapters", "rag", "models", "config"},
    "rag": {"rag", "models", "errors"},
    "adapters": {"adapters", "models", "errors", "wire"},
    "wire": {"models"},
    "models": {"models", "errors"},
    "errors": set(),
    "config": set(),
}
OUTSIDE = {"boto3", "botocore", "chalice", "lancedb", "pyarrow"}


def sources() -> Iterator[tuple[str, Path]]:
    yield "app", PROJECT / "app.py"
    for path in sorted((PROJECT / "chalicelib").rglob("*.py")):
        yield path.relative_to(PROJECT / "chalicelib").parts[0].removesuffix(".py"), path


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [alias.name for alias in node.names] if node.module == "chalicelib" else [""]
            yield from (f"{node.module}.{name}".rstrip(".") for name in names)


def test_imports_point_inwards() -> None:
    checked = 0
    for layer, path in sources():
        for name in imports(path):
            parts = name.split(".")
            if parts[0] == "chalicelib" and parts[1:2] not in ([], ["__version__"]):
                assert parts[1] in ALLOWED[layer], f"{path.relative_to(PROJECT)} imports {name}"
                checked += 1
    assert checked > 50


def test_the_product_knows_nothing_of_aws() -> None:
    for layer, path in sources():
        if layer in ("rag", "models", "errors", "wire"):
            assert not {name.split(".")[0] for name in imports(path)} & OUTSIDE, path


def test_one_module_reads_the_environment() -> None:
    for layer, path in sources():
        if layer != "config":
            assert "os.environ" not in path.read_text() or "extraction" in path.parts, path


@pytest.mark.parametrize("module", ["app", "chalicelib.api.frames"])
def test_functions_start_without_lancedb(module: str) -> None:
    code = f"import sys, {module}; print([m for m in ('lancedb', 'pyarrow', 'numpy') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
