"""The embedded model with its vectors cached on disk by the text's hash."""

import hashlib
import os
import sqlite3
import threading
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.embedders import E5, Purpose

CACHE = Path(os.environ.get("GRAIL_BENCH_CACHE", Path.home() / ".cache" / "grail" / "bench"))
DIMENSIONS = 384
_BATCH = 16

Vectors = NDArray[np.float32]


class CachedEmbedder:
    """Unit vectors of multilingual-e5-small, which does not see what is past its 512 tokens. One thread at a time."""

    def __init__(self, folder: Path = CACHE) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store = sqlite3.connect(folder / "e5-small-bytes.sqlite", timeout=60, check_same_thread=False)
        self._store.execute("CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB)")
        self.model = E5()
        self._lock = threading.Lock()

    def queries(self, texts: list[str]) -> Vectors:
        return self._vectors(texts, "query")

    def embed_query(self, text: str) -> list[float]:
        return [float(number) for number in self.queries([text])[0]]

    def passages(self, texts: list[str]) -> Vectors:
        return self._vectors(texts, "document")

    def tokens(self, text: str) -> int:
        """Tokens of the text itself, without the model's own prefix and marks."""
        return max(self.model.tokens(text) - 4, 1)

    def _vectors(self, texts: list[str], purpose: Purpose) -> Vectors:
        with self._lock:  # Searches of one question run side by side, and share a connection.
            return self._looked_up(texts, purpose)

    def _looked_up(self, texts: list[str], purpose: Purpose) -> Vectors:
        keys = [hashlib.sha256(f"{purpose}:{text}".encode()).digest() for text in texts]
        known = {key: vector for key in keys if (vector := self._load(key)) is not None}
        missing = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            made = self.model.vectors([text for _, text in batch], purpose)
            known |= dict(zip((key for key, _ in batch), made, strict=True))
            self._save(dict(zip((key for key, _ in batch), made, strict=True)))
        return np.stack([known[key] for key in keys])

    def _load(self, key: bytes) -> Vectors | None:
        row = self._store.execute("SELECT vector FROM vectors WHERE hash = ?", (key,)).fetchone()
        return np.frombuffer(row[0], np.float32) if row else None

    def _save(self, made: dict[bytes, Vectors]) -> None:
        rows = [(key, vector.tobytes()) for key, vector in made.items()]
        self._store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        self._store.commit()
