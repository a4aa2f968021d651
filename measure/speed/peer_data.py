"""The same passages for the peers, whose environment holds nothing of Grail's: read from a file that Grail's wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent.parent.parent / ".grail" / "measure" / "speed" / "peers"


def read(passages: int) -> Iterator[tuple[Any, list[str], list[str]]]:
    """Vectors, texts and ids, some thousands at a time."""
    for path in sorted(FOLDER.glob(f"{passages}-*.npz")):
        with np.load(path) as kept:
            texts = [str(text) for text in kept["texts"]]
            first = int(path.stem.split("-")[1])
            yield kept["vectors"], texts, [f"document.1.{first + place}" for place in range(len(texts))]


def questions(passages: int) -> Any:
    return np.load(FOLDER / f"{passages}.questions.npy")
