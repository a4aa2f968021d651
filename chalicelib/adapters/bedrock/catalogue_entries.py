"""Entries of the catalogue, and the check of what a stage file says about a model.

A chat model belongs to a family, which says what a request may hold; an entry may differ from its family in any field.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal

from chalicelib.errors import UnusableModelError

EmbeddingFamily = Literal["titan", "cohere", "cohere-v4"]
Lifecycle = Literal["active", "legacy", "retired"]
Effort = Literal["low", "medium", "high"]


@dataclass(frozen=True)
class EmbeddingModel:
    """`family` is the shape of the request; `batch_size` how many texts one call takes, `max_tokens` how long each.
    `called` is the id or ARN that Bedrock is given, where it is not the plain `id`."""

    id: str
    family: EmbeddingFamily
    dimensions: int
    input_usd_per_million: float
    label: str = ""
    batch_size: int = 1
    max_characters: int = 2048
    max_tokens: int = 512
    called: str = ""
    source: str = ""


@dataclass(frozen=True)
class LongPrompt:
    """What tokens cost in a call whose prompt is longer than `over_tokens`: all of the call's, not the excess."""

    over_tokens: int
    input_usd_per_million: float
    output_usd_per_million: float
    cache_read_usd_per_million: float | None = None
    cache_write_usd_per_million: float | None = None


@dataclass(frozen=True)
class ChatModelEntry:
    """A chat model by its plain id.

    `max_tokens` is the most that the model writes. `thinking_tokens` is the room that thinking takes out of it, 0
    for a model that does not think by itself. `cache_min_tokens` is the shortest prompt that the model caches, None
    where it caches none. `citations` says that it takes search results and cites them, `quotes` that it quotes its
    sources and writes nothing of its own; `images` that it sees pictures. `effort` is what is asked of a model that
    takes it. `scope_factors` are prices by scope, as factors; `*` stands for every other scope. Prices are None
    where nobody knows them; cached tokens without a price cost what others do. `ends` is the first day on which the
    model may end (YYYY-MM-DD); `source` is where the figures were read (docs/decisions/0017-models.md).
    """

    id: str
    label: str = ""
    family: str = ""
    context_tokens: int = 128_000
    max_tokens: int = 4_096
    input_usd_per_million: float | None = None
    output_usd_per_million: float | None = None
    cache_read_usd_per_million: float | None = None
    cache_write_usd_per_million: float | None = None
    long_prompt: LongPrompt | None = None
    scope_factors: Mapping[str, float] = field(default_factory=dict)
    temperature: bool = True
    effort: Effort | None = None
    thinking_tokens: int = 0
    cache_min_tokens: int | None = None
    citations: bool = False
    tools: bool = False
    quotes: bool = False
    images: bool = False
    profile_only: bool = False
    lifecycle: Lifecycle = "active"
    ends: str | None = None
    source: str = ""


@dataclass(frozen=True)
class RerankModel:
    """Billed by the query, of up to `texts_per_query` texts."""

    id: str
    usd_per_thousand_queries: float
    label: str = ""
    texts_per_query: int = 100
    source: str = ""


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_price(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10_000


def _is_factors(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) and _is_price(entry) for name, entry in value.items())


def _is_date(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _one_of(*words: str) -> Callable[[object], bool]:
    return lambda value: value in words


_TEXT = ("a text", lambda value: isinstance(value, str) and 0 < len(value) <= 200)
_YES_NO = ("true or false", lambda value: isinstance(value, bool))
_WHOLE = ("a whole number above 0", _is_whole)
_PRICE = ("a price in US dollars", _is_price)
# What a field may hold: words for the person, and the check.
_FIELDS: dict[str, tuple[str, Callable[[object], bool]]] = {
    "label": _TEXT,
    "source": _TEXT,
    "family": _TEXT,
    **dict.fromkeys(("context_tokens", "max_tokens", "cache_min_tokens", "over_tokens", "dimensions"), _WHOLE),
    **dict.fromkeys(("batch_size", "max_characters", "texts_per_query"), _WHOLE),
    **dict.fromkeys(("input_usd_per_million", "output_usd_per_million", "usd_per_thousand_queries"), _PRICE),
    **dict.fromkeys(("cache_read_usd_per_million", "cache_write_usd_per_million"), _PRICE),
    **dict.fromkeys(("temperature", "citations", "tools", "quotes", "images", "profile_only"), _YES_NO),
    "thinking_tokens": ("a whole number", lambda value: value == 0 or _is_whole(value)),
    "scope_factors": ("an object of factors by scope", _is_factors),
    "long_prompt": ("an object", lambda value: isinstance(value, dict)),
    "effort": ("low, medium or high", _one_of("low", "medium", "high")),
    "lifecycle": ("active, legacy or retired", _one_of("active", "legacy", "retired")),
    "ends": ("a date such as 2027-10-07", _is_date),
}
_NEEDED = {"chat": ("input_usd_per_million", "output_usd_per_million")}


def chat_entry(model: str, values: Mapping[str, Any], families: Mapping[str, Mapping[str, Any]]) -> ChatModelEntry:
    """Raises UnusableModelError with one sentence about what is wrong."""
    family = values.get("family", "")
    if family and family not in families:
        raise UnusableModelError(f"{model}: there is no family {family}; there are {', '.join(sorted(families))}.")
    merged = {**families.get(family, {}), **values}
    if isinstance(merged.get("long_prompt"), dict):
        merged["long_prompt"] = _made(LongPrompt, f"{model}, long_prompt", merged["long_prompt"])
    return _made(ChatModelEntry, model, merged)


def embedding_entry(model: str, values: Mapping[str, Any]) -> EmbeddingModel:
    entry = _made(EmbeddingModel, model, values)
    if entry.family not in ("titan", "cohere", "cohere-v4"):
        raise UnusableModelError(f"{model}: the family of an embedding model is titan, cohere or cohere-v4.")
    return entry


def rerank_entry(model: str, values: Mapping[str, Any]) -> RerankModel:
    return _made(RerankModel, model, values)


def check_priced(model: str, values: Mapping[str, Any]) -> None:
    """A stage's own entry must say what a call costs: no cap holds without."""
    missing = [name for name in _NEEDED["chat"] if values.get(name) is None]
    if missing:
        raise UnusableModelError(
            f"{model}: price unknown. Add {' and '.join(missing)} to its entry in Models: without a price no daily cap "
            "can hold."
        )


def _made[T](kind: Callable[..., T], model: str, values: Mapping[str, Any]) -> T:
    by_name = {attribute.name: attribute for attribute in fields(kind) if attribute.name not in ("id", "called")}  # type: ignore[arg-type]
    for name, value in values.items():
        if name not in by_name:
            raise UnusableModelError(f"{model}: there is no field {name}; there are {', '.join(by_name)}.")
        words, fits = _FIELDS[name]
        if value is not None and not isinstance(value, LongPrompt) and not fits(value):
            raise UnusableModelError(f"{model}: {name} is {words}.")
    missing = [
        name for name, attribute in by_name.items()
        if attribute.default is MISSING and attribute.default_factory is MISSING and values.get(name) is None
    ]  # fmt: skip
    if missing:
        raise UnusableModelError(f"{model}: {', '.join(missing)} is missing.")
    own = {"id": model} if "id" in {attribute.name for attribute in fields(kind)} else {}  # type: ignore[arg-type]
    return kind(**own, **values)
