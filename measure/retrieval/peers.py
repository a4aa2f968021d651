"""The peers' own searches over a set, each in a process of its own."""

import json
import tempfile
from pathlib import Path

from measure import peers
from measure.retrieval.strict_sets import Extract, StrictSet

PEERS: dict[str, tuple[Path, tuple[str, ...]]] = {
    "langchain": (peers.REQUIREMENTS, ("measure.retrieval.run_peer", "langchain")),
    "llama-index": (peers.REQUIREMENTS, ("measure.retrieval.run_peer", "llama-index")),
    "haiku.rag": (peers.HAIKU_RAG, ("measure.retrieval.run_haiku_rag",)),
}


def answers_of(peer: str, set_: StrictSet, k: int) -> dict[str, dict[str, list[Extract]]]:
    """By the name of each of the peer's ways of searching, and by question; raises SystemExit where it fails."""
    requirements, (module, *arguments) = PEERS[peer]
    questions = list(set_.asked)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in set_.documents.items():
            (Path(folder) / name).write_bytes(data)
        process = peers.start(peers.interpreter(requirements), module, *arguments, k)
        printed = peers.output(process, json.dumps({"folder": folder, "questions": questions}))
    return {
        name: {question: [Extract(*item) for item in shown] for question, shown in zip(questions, lists, strict=True)}
        for name, lists in json.loads(printed).items()
    }
