"""`python -m measure.speed.first_start`: `make dev` in a fresh clone, with nothing in the caches of pip, uv and npm.

What is committed is cloned; `--project` names another clone to compare with. Shown are the seconds until Grail is ready
with those of the processor to its end, which other work on the machine changes less, and what was installed.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cloud import PROJECT
from measure.running import free_ports

READY = "Grail is ready"
START_SECONDS = 1200.0
MEGABYTE = 1 << 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, default=PROJECT, help="the repository that is cloned")
    with TemporaryDirectory() as folder:
        project = Path(folder) / "grail"
        subprocess.run(["git", "clone", "--quiet", str(parser.parse_args().project), str(project)], check=True)
        wall, processor = start(project, Path(folder) / "caches")
        print(f"ready after {wall:.1f} s, {processor:.1f} s of the processor to the end")
        print(f"Python packages: {len(list(project.glob('.venv/lib/python*/site-packages/*.dist-info')))}")
        for name in (".venv", "frontend/node_modules"):
            print(f"{name}: {size(project / name) / MEGABYTE:.0f} MB")
    return 0


def start(project: Path, caches: Path) -> tuple[float, float]:
    """Seconds until it is ready, and those of the processor until it has ended again."""
    ports = dict(zip(("WEB_PORT", "API_PORT", "AWS_PORT", "BEDROCK_PORT"), map(str, free_ports(4)), strict=True))
    empty = {name: str(caches / name) for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "npm_config_cache")}
    environment = {**os.environ, **ports, **empty, "GRAIL_OPEN": "0"}
    log = project / "dev.log"
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with log.open("wb") as output:
        # A session of its own, so that Ctrl-C reaches make and what it runs, as in a terminal.
        process = subprocess.Popen(
            ["make", "dev"], cwd=project, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    while READY not in log.read_text():
        if process.poll() is not None or time.monotonic() - began > START_SECONDS:
            raise SystemExit(f"Grail did not start:\n{log.read_text()}")
        time.sleep(0.1)
    wall = time.monotonic() - began
    os.killpg(process.pid, signal.SIGINT)
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def size(folder: Path) -> int:
    """Bytes of all files below."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
