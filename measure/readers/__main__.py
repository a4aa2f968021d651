"""`python -m measure.readers`: Grail, kreuzberg, markitdown and pypdf read the same files, a process each.

The files and their reference texts are those of `GRAIL_DATA`/peers (default ../shared/data). Where there is a text
without what is left out on purpose (menus, the second form of a mail), it is the reference. Runs alternate; of several
the median of the processor time counts. `--formats pdf docx` measures these alone, `--runs 3` three times.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure import peers
from measure.data import MissingDataError, data_path
from measure.readers.scores import Score, score

FORMATS = ("pdf", "docx", "pptx", "xlsx", "html", "eml", "epub")
REQUIREMENTS = Path(peers.__file__).with_name("reader_peers.txt")
READERS = {
    "Grail": ("grail", FORMATS),
    "Grail, a process a file": ("grail-apart", FORMATS),
    "kreuzberg": ("kreuzberg", FORMATS),
    "markitdown": ("markitdown", FORMATS),
    "pypdf": ("pypdf", ("pdf",)),
}
FOREIGN = ("kreuzberg", "markitdown", "pypdf")


@dataclass
class Result:
    """What a reader did with the files of one format: a score for each file, and what each run took."""

    scores: list[Score] = field(default_factory=list)
    refused: int = 0
    cpu: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)

    def mean(self, name: str) -> float:
        values = [value for one in self.scores if (value := getattr(one, name)) is not None]
        return statistics.fmean(values) if values else 0.0


def files_of(kind: str) -> dict[Path, str]:
    """The files of a format with their reference texts; raises MissingDataError."""
    found: dict[Path, str] = {}
    for truth in sorted(data_path("peers").joinpath(kind).glob("*.truth.txt")):
        file = truth.with_name(truth.name.removesuffix(".truth.txt"))
        body = truth.with_name(f"{file.name}.body.txt")
        found[file] = (body if body.exists() else truth).read_text(encoding="utf-8")
    return found


def run(name: str, files: Sequence[Path]) -> tuple[list[str | None], dict[str, float]]:
    """The text of each file, None of one that is refused, and what it took."""
    reader, _ = READERS[name]
    python = peers.interpreter(REQUIREMENTS) if name in FOREIGN else peers.OWN
    with tempfile.TemporaryDirectory() as folder:
        process = peers.start(python, "measure.readers.run_reader", reader, folder)
        cost: dict[str, float] = json.loads(peers.output(process, "\n".join(map(str, files))))
        texts = [Path(folder) / str(number) for number in range(len(files))]
        return [text.read_text(encoding="utf-8") if text.exists() else None for text in texts], cost


def measure(formats: Iterable[str], runs: int) -> dict[str, dict[str, Result]]:
    """The results by format and reader."""
    results: dict[str, dict[str, Result]] = {}
    for kind in formats:
        references = files_of(kind)
        readers = [name for name, (_, kinds) in READERS.items() if kind in kinds]
        results[kind] = {name: Result() for name in readers}
        for number in range(runs):
            for name, result in results[kind].items():
                texts, cost = run(name, list(references))
                result.cpu.append(cost["cpu"])
                result.memory_mb.append(cost["memory_mb"])
                if number == 0:
                    result.refused = texts.count(None)
                    result.scores = [
                        score(reference, text or "") for reference, text in zip(references.values(), texts, strict=True)
                    ]
    return results


def table(results: dict[str, dict[str, Result]]) -> str:
    lines = ["| format | reader | recall | order | precision | refused | CPU s | memory, MB |", "|---" * 8 + "|"]
    for kind, readers in results.items():
        for name, result in readers.items():
            shares = " | ".join(f"{result.mean(figure):.3f}" for figure in ("recall", "order", "precision"))
            lines.append(
                f"| {kind} {len(result.scores)} | {name} | {shares} | {result.refused} "
                f"| {statistics.median(result.cpu):.2f} | {max(result.memory_mb):.0f} |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    try:
        print(table(measure(options.formats, options.runs)))
    except MissingDataError as missing:
        raise SystemExit(str(missing)) from None


if __name__ == "__main__":
    main()
