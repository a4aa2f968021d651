"""A model in one word: which file it is, where it comes from, and where it is kept."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cloud.models.fetch import Fetch
from cloud.models.verified import Ended, Progress, WeightsError, is_verified, verify

OFFICIAL = "https://huggingface.co"
CONTEXT = 8_192  # Tokens of a model that a person names by its file.
MAGIC = b"GGUF"  # https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
_DIGEST = re.compile(r"sha256=([0-9a-fA-F]{64})")


@dataclass(frozen=True)
class Weights:
    """A model's file. `size` is None where only the server knows it; `sha256` is "" for a file of the person's own."""

    name: str
    label: str
    file: str
    url: str = ""
    sha256: str = ""
    size: int | None = None
    context: int = CONTEXT
    thinks: bool = False
    memory_gb: int = 0


def catalogue() -> dict[str, Weights]:
    content = json.loads(Path(__file__).with_name("catalogue.json").read_text())
    return {name: _of_catalogue(name, entry) for name, entry in content.items()}


def chosen(word: str) -> Weights:
    """What a person means: a name of the catalogue, a path, or an address with its digest. Raises WeightsError."""
    known = catalogue()
    if word in known:
        return known[word]
    if word.startswith(("http://", "https://")):
        return _of_address(word)
    path = Path(word).expanduser()
    if path.suffix == ".gguf" or "/" in word:
        return _of_path(path)
    names = ", ".join(f"{name} ({weights.label})" for name, weights in known.items())
    raise WeightsError(
        f"There is no model {word}. There are: {names}. Or name a GGUF file by its path, or by its address with its "
        "digest: MODEL=https://…/x.gguf#sha256=…"
    )


def provide(weights: Weights, folders: Sequence[Path], progress: Progress, ended: Ended) -> Path:
    """The file, verified: from one of the folders, or fetched into the first. Raises WeightsError."""
    if not weights.url:
        return Path(weights.file)
    for folder in folders:
        path = folder / weights.file
        if path.is_file():
            if not is_verified(path, weights.sha256):
                verify(path, weights.sha256, progress, ended)
            return path
    return Fetch(weights.url, weights.sha256, weights.size, folders[0] / weights.file, progress, ended).run()


def _of_catalogue(name: str, entry: Mapping[str, object]) -> Weights:
    url = f"{OFFICIAL}/{entry['repository']}/resolve/{entry['revision']}/{entry['file']}"
    fields = ("label", "file", "sha256", "size", "context", "thinks", "memory_gb")
    return Weights(name=name, url=url, **{field: entry[field] for field in fields})  # type: ignore[arg-type]


def _of_address(word: str) -> Weights:
    parts = urlsplit(word)
    digest, file = _DIGEST.fullmatch(parts.fragment), unquote(parts.path.rpartition("/")[2])
    if digest is None:
        raise WeightsError(
            "An address needs the file's digest behind it, so that no other file is run: "
            f"MODEL={parts._replace(fragment='').geturl()}#sha256=…"
        )
    if not file.endswith(".gguf") or "/" in file or "\\" in file:
        raise WeightsError(f"The address of a model ends in the name of a GGUF file, such as x.gguf, not {file!r}.")
    stem = file.removesuffix(".gguf")
    return Weights(_slug(stem), stem, file, parts._replace(fragment="").geturl(), digest[1].lower())


def _of_path(path: Path) -> Weights:
    try:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}.") from error
    if magic != MAGIC:
        raise WeightsError(f"{path} is no GGUF file, which is the form of models that llama.cpp runs.")
    return Weights(_slug(path.stem), path.stem, str(path.resolve()))


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-")
