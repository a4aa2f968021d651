"""The tables that are measured, built once in `.grail/measure/speed` and put to the local S3 as they are.

Beside each lies the truth: which passages are nearest to each question by comparing all of them.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from chalicelib.adapters.lance.store import LancePassages
from chalicelib.models import PassageBatch
from cloud import PROJECT
from measure.speed import data

BUILT = PROJECT / ".grail" / "measure" / "speed"
MODEL = "bench.made"
DOCUMENT = "document"
QUESTIONS = 100
NEAREST = 10


class Truth:
    """The nearest passages to each question, found while the passages go by."""

    def __init__(self, passages: int) -> None:
        self._questions, _ = data.questions(passages, QUESTIONS)
        self._scores = np.full((QUESTIONS, NEAREST), -2.0, dtype=np.float32)
        self._places = np.zeros((QUESTIONS, NEAREST), dtype=np.int64)

    def seen(self, first: int, vectors: Any) -> None:
        scores = np.hstack([self._scores, self._questions @ vectors.T])
        places = np.hstack([self._places, np.tile(np.arange(first, first + len(vectors)), (QUESTIONS, 1))])
        best = np.argsort(-scores, axis=1)[:, :NEAREST]
        self._scores = np.take_along_axis(scores, best, axis=1)
        self._places = np.take_along_axis(places, best, axis=1)

    def nearest(self) -> list[list[int]]:
        nearest: list[list[int]] = self._places.tolist()
        return nearest


def owner_of(passages: int) -> str:
    return f"owner-{passages}"


def built(passages: int) -> Path:
    """The folder of the owner's database with so many passages, tidied as upkeep does."""
    folder = BUILT / owner_of(passages)
    if (folder / "truth.json").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    truth = Truth(passages)
    store = LancePassages(str(BUILT), MODEL, data.DIMENSIONS)
    store.add(owner_of(passages), DOCUMENT, 1, _watched(passages, truth))
    list(store.maintain(owner_of(passages), timedelta(days=1)))
    list(store.maintain(owner_of(passages), timedelta(0)))
    (folder / "truth.json").write_text(json.dumps(truth.nearest()))
    return folder


def truth_of(passages: int) -> list[list[int]]:
    nearest: list[list[int]] = json.loads((built(passages) / "truth.json").read_text())
    return nearest


def _watched(passages: int, truth: Truth) -> Iterator[PassageBatch]:
    for batch in data.batches(passages):
        truth.seen(batch.chunks[0].ordinal, data.vectors_of(batch))
        yield batch
