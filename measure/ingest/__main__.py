"""`python -m measure.ingest`: Grail, LangChain and LlamaIndex ingest the same PDFs, each in a process of its own.

The PDFs are those of `GRAIL_DATA`/filings (default ../shared/data). The peers are installed into `.grail/measure/venv`
the first time. Runs alternate, so that a busy machine is unfair to none; the median counts.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from cloud import PROJECT
from measure.ingest.measuring import watched

DATA = Path(os.environ.get("GRAIL_DATA", PROJECT.parent / "shared" / "data"))
VENV = PROJECT / ".grail" / "measure" / "venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")

RUNS = {
    "Grail": ("measure.ingest.run_grail", "1"),
    "Grail, 96 texts a call": ("measure.ingest.run_grail", "96"),
    "LangChain": ("measure.ingest.run_langchain", "0"),
    "LlamaIndex": ("measure.ingest.run_llama_index", "0"),
}


def peers_python() -> Path:
    """The interpreter of the peers' environment, made if it is not there."""
    python = VENV / "bin" / "python"
    if not (VENV / ".installed").exists():
        print("Installing the peers into .grail/measure/venv …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)], check=True)
        (VENV / ".installed").touch()
    return python


def run(name: str, files: list[Path]) -> dict[str, float]:
    module, option = RUNS[name]
    python = Path(sys.executable) if name.startswith("Grail") else peers_python()
    process = subprocess.Popen(
        [str(python), "-m", module, option, *map(str, files)],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with watched(process.pid) as memory:
        said, errors = process.communicate()
    if process.returncode:
        raise SystemExit(f"{name} broke:\n{errors[-2000:]}")
    measured: dict[str, float] = json.loads(said.splitlines()[-1])
    return measured | ({"memory_mb": max(memory)} if memory else {})


def table(measured: dict[str, list[dict[str, float]]]) -> str:
    lines = [
        "| system | documents/s | chunks/s | peak memory, MB | model calls a document | chunks |",
        "|---" * 6 + "|",
    ]
    for name, runs in measured.items():
        seconds = statistics.median(each["seconds"] for each in runs)
        one = runs[0]
        memory = statistics.median(each["memory_mb"] for each in runs)
        lines.append(
            f"| {name} | {one['documents'] / seconds:.2f} | {one['rows'] / seconds:.0f} | {memory:.0f} "
            f"| {one['calls'] / one['documents']:.1f} | {one['rows']:.0f} |"
        )
    return "\n".join(lines)


def verdict(measured: dict[str, list[dict[str, float]]]) -> str:
    seconds = {name: statistics.median(each["seconds"] for each in runs) for name, runs in measured.items()}
    memory = {name: statistics.median(each["memory_mb"] for each in runs) for name, runs in measured.items()}
    fastest = min(("LangChain", "LlamaIndex"), key=lambda name: seconds[name])
    return (
        f"Grail ingests {seconds[fastest] / seconds['Grail']:.1f} times as many documents a second as {fastest}, "
        f"with {memory['Grail'] / memory[fastest]:.2f} of its memory."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each system (default 3)")
    options = parser.parse_args()
    files = sorted((DATA / "filings").glob("*.pdf"))
    if not files:
        print(f"Skipped: there are no PDFs in {DATA / 'filings'} (GRAIL_DATA).")
        return
    peers_python()
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in RUNS}
    for _ in range(options.runs):
        for name, runs in measured.items():
            runs.append(run(name, files))
    print(f"{len(files)} PDFs, {options.runs} runs each, medians.\n")
    print(table(measured))
    print()
    print(verdict(measured))


if __name__ == "__main__":
    main()
