"""A chat model of a model server, as the start command hands it to the local Bedrock and to the page."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

Api = Literal["openai", "ollama", "file"]

ANSWER_TOKENS = 2_048  # The longest answer of a model with room for it.


@dataclass(frozen=True)
class Served:
    """`id` is Grail's, `name` the server's. `url` is the server's root, without `/v1`; of a file that llama.cpp runs it
    is the path. `context` counts the tokens that prompt and answer may have together. `thinks` says that it thinks
    first unless told not to, `small` that it is to be asked within its limits (cloud/bedrock/chat/small.py)."""

    id: str
    label: str
    api: Api
    url: str
    name: str
    context: int
    thinks: bool = False
    small: bool = False

    def entry(self) -> dict[str, Any]:
        """What the product's catalogue is told of it (the setting `MODELS`)."""
        return {
            "label": self.label[:200],
            "family": "local",
            "context_tokens": self.context,
            "max_tokens": min(ANSWER_TOKENS, self.context // 4),
            "input_usd_per_million": 0,
            "output_usd_per_million": 0,
            "source": "found at the start",
        }


def write(path: Path, models: Sequence[Served]) -> None:
    path.write_text(json.dumps([asdict(model) for model in models]))


def read(path: Path) -> tuple[Served, ...]:
    return tuple(Served(**entry) for entry in json.loads(path.read_text()))
