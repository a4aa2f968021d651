"""A skipped test fails in CI, and nowhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cloud import PROJECT

SKIPPED = "import pytest\n@pytest.mark.{mark}\n@pytest.mark.skip(reason='no data')\ndef test_it():\n    pass\n"
WHOLE_MODULE = "import pytest\npytest.skip('no data', allow_module_level=True)\n"
FAILS = {1, 2}  # pytest's codes for tests that failed and modules that could not be read.


@pytest.mark.parametrize(
    ("source", "ci", "fails"),
    [
        (SKIPPED.format(mark="usefixtures()"), "true", True),
        (SKIPPED.format(mark="usefixtures()"), "", False),
        (SKIPPED.format(mark="aws"), "true", False),
        (WHOLE_MODULE, "true", True),
    ],
)
def test_a_skipped_test_fails_in_ci_alone(source: str, ci: str, fails: bool, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(source)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.support.no_skips",
        "-p",
        "no:cacheprovider",
        str(tmp_path),
    ]
    command += ["-c", str(PROJECT / "pyproject.toml")]
    environment = os.environ | {"CI": ci, "PYTHONPATH": str(PROJECT)}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode in FAILS) == fails, run.stdout
    assert ("CI must run every test, and this one was skipped: " in run.stdout) == fails
    assert "no data" in run.stdout or ci == "" or not fails
