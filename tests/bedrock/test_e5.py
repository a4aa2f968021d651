"""The embedding model: ONNX Runtime gives the vectors of the package's own engine, and callers take turns."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cloud.bedrock.e5.engine import Engine, NanoEngine, OnnxEngine, Purpose
from cloud.bedrock.e5.weights import Weights, WeightsError, bundled
from cloud.bedrock.embedders import E5, E5Embedder, Lane, Vectors

ROOT = Path(__file__).parents[2]
READ_ALIKE = [
    "",
    " ",
    "a",
    "  two  blanks   and\ttabs\nand lines ",
    "ﬁne ½ ① Ⅳ ㎏ ＡＢＣ ｶﾀｶﾅ",
    "Nguyễn Thị Minh Khai, quận 3",
    "Nguye\u0302\u0303n",
    "電池はどこに入っていますか。",
    "هل الجسر قديم؟",
    "किताब",
    "👩\u200d🔧 repairs 🚲",
    "C3-PO/42.7 µm² → 10⁻³",
    "if x[0] <= 1: return {'a': None}",
    "www.example.com/a?b=c&d=%20#e",
    "before\0after",
    "half \ud83d emoji",
]


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> OnnxEngine:
    return OnnxEngine(Weights(bundled()), tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def reference() -> NanoEngine:
    return NanoEngine()


def paragraphs() -> list[str]:
    files = [*sorted((ROOT / "cloud" / "laptop" / "samples").glob("*.*")), ROOT / "docs" / "protocol.md"]
    parts = [part[:400] for file in files for part in file.read_text("utf-8").split("\n\n") if len(part) > 40]
    assert len(parts) > 30
    return parts[:30]


def cosines(one: Engine, other: Engine, texts: list[str], purpose: Purpose) -> Vectors:
    return np.array([one.vector(text, purpose) @ other.vector(text, purpose) for text in texts])


@pytest.mark.parametrize("purpose", ["query", "document"])
def test_the_vectors_are_those_of_the_packages_engine(
    quick: OnnxEngine, reference: NanoEngine, purpose: Purpose
) -> None:
    same = cosines(quick, reference, paragraphs(), purpose)
    assert same.mean() > 0.999
    assert same.min() > 0.998


def test_a_text_of_several_windows_is_read_to_its_end(quick: OnnxEngine, reference: NanoEngine) -> None:
    long = "\n".join(paragraphs())[:6000]
    assert quick.tokens(long) > 2 * 512
    assert cosines(quick, reference, [long], "document")[0] > 0.999
    assert quick.vector(long, "document") @ quick.vector(long[:2000], "document") < 0.999


@pytest.mark.parametrize("text", READ_ALIKE)
def test_the_tokens_are_those_of_the_packages_engine(quick: OnnxEngine, reference: NanoEngine, text: str) -> None:
    assert quick.tokens(text) == reference.tokens(text)
    assert np.linalg.norm(quick.vector(text, "document")) == pytest.approx(1, abs=1e-5)


def test_only_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    weights = Weights(bundled())
    first = OnnxEngine(weights, tmp_path).vector("the pump", "document")
    (graph,) = tmp_path.glob("*/graph.onnx")
    made = graph.stat().st_mtime_ns
    assert (OnnxEngine(weights, tmp_path).vector("the pump", "document") == first).all()
    assert graph.stat().st_mtime_ns == made
    whole = graph.read_bytes()
    graph.write_bytes(whole[: len(whole) // 2])
    assert (OnnxEngine(weights, tmp_path).vector("the pump", "document") == first).all()
    assert graph.read_bytes() == whole
    assert {file.name for file in graph.parent.iterdir()} == {"graph.onnx", "tokens.model"}


def test_it_works_where_nothing_can_be_kept(tmp_path: Path, quick: OnnxEngine) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    engine = OnnxEngine(Weights(bundled()), tmp_path / "models")
    assert (engine.vector("the pump", "query") == quick.vector("the pump", "query")).all()


@pytest.mark.parametrize("content", [b"", b"E5S1", b"GGUF" + bytes(100), b"E5S1" + bytes(200)])
def test_a_strange_file_of_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(content)
    with pytest.raises(WeightsError, match=r"weights\.bin|blocks of 0"):
        Weights(file)


def test_callers_take_turns_text_by_text() -> None:
    computed: list[str] = []

    def compute(text: str) -> Vectors:
        computed.append(text)
        return np.array([len(computed)], dtype=np.float32)

    async def ask() -> None:
        lane = Lane(1, 0)
        book = asyncio.create_task(lane.map(compute, ["book"] * 50))
        note = asyncio.create_task(lane.map(compute, ["note"]))
        assert len(await note) == 1
        assert computed.count("book") <= 2
        assert len(await book) == 50

    asyncio.run(ask())


def test_texts_keep_their_order_and_a_cancelled_call_leaves_the_rest() -> None:
    texts = paragraphs()[:12]

    async def ask() -> None:
        model = E5()
        embedder = E5Embedder(model)
        vectors = await embedder.embed(texts, "document")
        assert (vectors[7] == model.vector(texts[7], "document")).all()
        given_up = asyncio.create_task(embedder.embed(texts * 50, "document"))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert len(await embedder.embed(texts[:1], "document")) == 1

    asyncio.run(ask())


def test_a_process_of_its_own_makes_the_files(tmp_path: Path) -> None:
    """What that takes, three times as much as the model itself, would stay with the one that needs them."""
    code = (
        "import sys\nfrom cloud.bedrock.e5.engine import load_engine\n"
        "print(len(load_engine().vector('good morning', 'query')), 'cloud.bedrock.e5.graph' in sys.modules)"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.stdout.split() == ["384", "False"], ran.stderr
    assert sorted(path.name for path in tmp_path.glob("grail/models/*/*")) == ["graph.onnx", "tokens.model"]
