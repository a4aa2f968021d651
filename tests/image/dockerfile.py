"""Builds what a Dockerfile builds, without Docker: its FROM, COPY and RUN lines, in folders of this machine.

Stages but the last are kept in `cache`, by their lines and by what they copy, since one installs every package.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

TASK_ROOT = "/var/task"
COPY = re.compile(r"(?:--from=(?P<stage>\w+) )?(?P<sources>.+) (?P<target>\S+)")


@dataclass(frozen=True)
class Stage:
    name: str
    lines: tuple[tuple[str, str], ...]


def build(context: Path, out: Path, cache: Path) -> Path:
    """The folder that the Dockerfile of `context` makes of the task root."""
    *earlier, last = _stages((context / "Dockerfile").read_text())
    built = {stage.name: _cached(stage, context, cache) for stage in earlier}
    _run(last, context, out, built)
    return out / TASK_ROOT[1:]


def _stages(text: str) -> list[Stage]:
    stages: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        match word:
            case "FROM":
                stages.append((rest.rpartition(" AS ")[2], []))
            case "COPY" | "RUN":
                stages[-1][1].append((word, rest.replace("${LAMBDA_TASK_ROOT}", TASK_ROOT)))
            case "ARG" | "CMD" | "#" | "":
                pass
            case _:
                raise AssertionError(f"not understood: {line}")
    return [Stage(name, tuple(lines)) for name, lines in stages]


def _cached(stage: Stage, context: Path, cache: Path) -> Path:
    digest = hashlib.sha256(repr(stage).encode())
    for word, rest in stage.lines:
        if word == "COPY":
            for name in rest.split()[:-1]:
                digest.update((context / name).read_bytes())
    kept = cache / f"{stage.name}-{digest.hexdigest()[:16]}"
    if not kept.exists():
        shutil.rmtree(cache, ignore_errors=True)
        unfinished = cache / f"unfinished-{uuid4().hex}"
        _run(stage, context, unfinished, {})
        unfinished.rename(kept)
    return kept


def _run(stage: Stage, context: Path, root: Path, built: dict[str, Path]) -> None:
    (root / TASK_ROOT[1:]).mkdir(parents=True)
    for word, rest in stage.lines:
        if word == "COPY":
            _copy(rest, context, root, built)
        else:
            _shell(rest, root)


def _copy(rest: str, context: Path, root: Path, built: dict[str, Path]) -> None:
    """COPY keeps the modes of files and of folders."""
    match = COPY.fullmatch(rest)
    assert match is not None, rest
    target = root / match["target"].lstrip("/")
    for name in match["sources"].split():
        source = (built[match["stage"]] if match["stage"] else context) / name.lstrip("/")
        if source.is_dir():
            copied = _link if match["stage"] else shutil.copy2
            shutil.copytree(source, target, symlinks=True, copy_function=copied, dirs_exist_ok=True)
        else:
            folder = target if match["target"].endswith("/") else target.parent
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _link(source: str, target: str) -> None:
    Path(target).hardlink_to(source)


def _shell(command: str, root: Path) -> None:
    """Paths from the root on are those of the folder that stands for it."""
    here = re.sub(r"(?<= )/", f"{shlex.quote(str(root))}/", command)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": ""}
    subprocess.run(["sh", "-c", here], cwd=root / TASK_ROOT[1:], env=environment, check=True)
