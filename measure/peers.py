"""The peers in environments of their own below `.grail/measure`, which are made the first time."""

import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cloud import PROJECT

FOLDER = PROJECT / ".grail" / "measure"
REQUIREMENTS = Path(__file__).with_name("peers.txt")
HAIKU_RAG = Path(__file__).with_name("haiku_rag.txt")
OWN = Path(sys.executable)


@cache
def interpreter(requirements: Path = REQUIREMENTS) -> Path:
    """The Python of an environment that has what the file asks for; `OWN` is Grail's."""
    venv = FOLDER / requirements.stem
    python, installed = venv / "bin" / "python", venv / ".installed"
    if not installed.exists() or installed.read_text() != requirements.read_text():
        print(f"Installing {requirements.name} into {venv.relative_to(PROJECT)} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)], check=True)
        installed.write_text(requirements.read_text())
    return python


def start(
    python: Path, module: str, *arguments: object, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """A module of the measurements in a process of its own, which has no credentials but those of `environment`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.Popen(
        [str(python), "-m", module, *map(str, arguments)],
        cwd=PROJECT,
        env=own | dict(environment or {}) | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def output(process: subprocess.Popen[str], stdin: str = "") -> str:
    """The last line that the process prints; raises SystemExit with the end of its errors when it fails."""
    printed, errors = process.communicate(stdin)
    if process.returncode:
        raise SystemExit(f"{process.args!r} failed:\n{errors[-3000:]}")
    return printed.splitlines()[-1] if printed else ""
