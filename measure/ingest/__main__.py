"""`python -m measure.ingest`: Grail, LangChain and LlamaIndex ingest the same PDFs, each in a process of its own.

The PDFs are those of `GRAIL_DATA`/filings (default ../shared/data). Runs alternate, so that a busy machine slows all
systems alike; the median counts.
"""

import argparse
import json
import statistics
from pathlib import Path

from measure import peers
from measure.data import MissingDataError, data_path
from measure.ingest.measuring import watched

SYSTEMS = {
    "Grail": ("run_grail", "1"),
    "Grail, 96 texts a call": ("run_grail", "96"),
    "LangChain": ("run_peer", "langchain"),
    "LlamaIndex": ("run_peer", "llama-index"),
}
PEERS = ("LangChain", "LlamaIndex")

Run = dict[str, float]


def run(name: str, files: list[Path]) -> Run:
    module, option = SYSTEMS[name]
    python = peers.interpreter() if name in PEERS else peers.OWN
    process = peers.start(python, f"measure.ingest.{module}", option, *files)
    with watched(process.pid) as memory:
        measured: Run = json.loads(peers.output(process))
    return measured | ({"memory_mb": max(memory)} if memory else {})


def median(runs: list[Run], figure: str) -> float:
    return statistics.median(run[figure] for run in runs)


def table(measured: dict[str, list[Run]]) -> str:
    lines = [
        "| system | documents/s | chunks/s | peak memory, MB | model calls a document | chunks |",
        "|---" * 6 + "|",
    ]
    for name, runs in measured.items():
        seconds, one = median(runs, "seconds"), runs[0]
        lines.append(
            f"| {name} | {one['documents'] / seconds:.2f} | {one['rows'] / seconds:.0f} "
            f"| {median(runs, 'memory_mb'):.0f} | {one['calls'] / one['documents']:.1f} | {one['rows']:.0f} |"
        )
    return "\n".join(lines)


def verdict(measured: dict[str, list[Run]]) -> str:
    own = measured["Grail"]
    fastest = min(PEERS, key=lambda name: median(measured[name], "seconds"))
    times = median(measured[fastest], "seconds") / median(own, "seconds")
    memory = median(own, "memory_mb") / median(measured[fastest], "memory_mb")
    return f"Grail ingests {times:.1f} times as many documents a second as {fastest}, with {memory:.2f} of its memory."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of each system (default 3)")
    options = parser.parse_args()
    try:
        files = sorted(data_path("filings").glob("*.pdf"))
    except MissingDataError as error:
        print(f"Skipped: {error}")
        return
    peers.interpreter()
    rounds = [{name: run(name, files) for name in SYSTEMS} for _ in range(options.runs)]
    measured = {name: [runs[name] for runs in rounds] for name in SYSTEMS}
    print(f"{len(files)} PDFs, {options.runs} runs each, medians.\n")
    print(table(measured))
    print()
    print(verdict(measured))


if __name__ == "__main__":
    main()
