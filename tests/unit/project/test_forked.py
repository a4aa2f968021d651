"""Functions' processes as forks: each a process of its own, as if its script had been started by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cloud.laptop import forked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Only on Linux are functions' processes forks.")

SCRIPT = """
import json, os, sys
loaded = "boto3.session" in sys.modules, "chalicelib" in sys.modules
print(json.dumps({"pid": os.getpid(), "env": dict(os.environ), "cwd": os.getcwd(), "loaded": loaded}), flush=True)
print("a line of the log", file=sys.stderr, flush=True)
for line in sys.stdin:
    print(line.strip().upper(), flush=True)
"""


@pytest.fixture
def script(tmp_path: Path) -> str:
    forked.install()
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)
    return str(path)


def test_a_fork_runs_a_script_as_its_own_process(script: str, tmp_path: Path) -> None:
    processes = [forked.Forked(script, str(tmp_path), {"NUMBER": str(number)}) for number in range(2)]
    shown = [json.loads(process.stdout.readline()) for process in processes]
    assert [one["env"].get("NUMBER") for one in shown] == ["0", "1"]
    assert "PATH" not in shown[0]["env"]
    assert {one["pid"] for one in shown} == {process.pid for process in processes}
    assert os.getpid() not in {one["pid"] for one in shown}
    assert [one["cwd"] for one in shown] == [str(tmp_path)] * 2
    for process in processes:
        process.kill()


def test_a_fork_has_the_libraries_but_nothing_of_the_project(script: str, tmp_path: Path) -> None:
    process = forked.Forked(script, str(tmp_path), {})
    assert json.loads(process.stdout.readline())["loaded"] == [True, False]
    process.kill()


def test_a_fork_speaks_by_its_pipes_and_ends_with_them(script: str, tmp_path: Path) -> None:
    process = forked.Forked(script, str(tmp_path), {})
    process.stdout.readline()
    process.stdin.write("good morning\n")
    assert process.stdout.readline() == "GOOD MORNING\n"
    assert process.stderr.readline() == "a line of the log\n"
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.01)
    process.stdin.close()
    assert process.wait(30) == 0
    assert process.stdout.readline() == ""


def test_a_fork_can_be_ended(script: str, tmp_path: Path) -> None:
    process = forked.Forked(script, str(tmp_path), {})
    process.terminate()
    assert process.wait(30) != 0
    assert process.poll() != 0
