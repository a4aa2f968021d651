"""`python -m measure.guides`: how often the first passages hold what a guide's question was made from.

Each question is asked as the page asks it, of its own document alone, and of all documents of the library at once.
"""

import argparse
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from measure.chunking.embedding import CachedEmbedder
from measure.data import data_path
from measure.guides.run import LIBRARIES, Asked, asked_of
from measure.kinds.libraries import library


def contents(name: str) -> Mapping[str, bytes]:
    """A library by its name, or the files of a folder."""
    if name in LIBRARIES:
        return library(name)
    folder = Path(name) if Path(name).is_dir() else data_path(name)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def report(name: str, asked: list[Asked], documents: int, *, listed: bool) -> None:
    found = Counter({figure: sum(getattr(one, figure) for one in asked) for figure in ("first", "own", "all")})
    have = len({one.filename for one in asked})
    shares = " | ".join(f"{found[figure] / max(len(asked), 1):.1%}" for figure in ("first", "own", "all"))
    print(f"| {name} | {documents} | {have} | {len(asked)} | {shares} |", flush=True)
    for one in asked if listed else ():
        print(f"  {'+' if one.own else '-'} {one.filename}: {one.question}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="measure.guides", description=__doc__)
    parser.add_argument("libraries", nargs="*", default=[*LIBRARIES], help="samples, office, or a folder")
    parser.add_argument("--list", action="store_true", help="show each question")
    options = parser.parse_args()
    embedder = CachedEmbedder()
    print("| library | documents | with questions | questions | first passage | first 8 | first 8 of all documents |")
    print("|---" * 7 + "|")
    for name in options.libraries:
        files = contents(name)
        report(name, asked_of(files, embedder), len(files), listed=options.list)


if __name__ == "__main__":
    main()
