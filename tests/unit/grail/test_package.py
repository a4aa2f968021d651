"""The package that people install: it is whole, and needs what it says."""

import ast
import re
import sys
import tomllib

from cloud import PROJECT
from grail.commands.main import cli

PACKAGE = PROJECT / "grail"
FACTS = tomllib.loads((PACKAGE / "pyproject.toml").read_text())


def test_what_the_package_imports_it_asks_for() -> None:
    imported = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            imported |= {name.split(".")[0] for name in names}
    foreign = imported - set(sys.stdlib_module_names) - {"grail"}
    assert foreign == {dependency.split(">=")[0] for dependency in FACTS["project"]["dependencies"]}


def test_every_dependency_has_a_lower_bound() -> None:
    assert all(">=" in dependency for dependency in FACTS["project"]["dependencies"])


def test_every_command_is_in_the_docs() -> None:
    page = (PROJECT / "docs" / "command-line.md").read_text()
    rows = "".join(line for line in page.splitlines() if line.startswith("| `"))
    assert [name for name in cli.commands if not re.search(rf"`{name}\b", rows)] == []
