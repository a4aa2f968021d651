"""`make dev MODEL=…`: the model's file is provided before anything starts, and the model answers first.

A small one is offered behind the model that quotes, by the figures of docs/local-models.md.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cloud.laptop.model_servers import with_models
from cloud.laptop.options import Options
from cloud.laptop.processes import StartError
from cloud.models.served import Served
from cloud.models.verified import WeightsError, gigabytes
from cloud.models.weights import Weights, chosen, provide

log = logging.getLogger(__name__)

SMALL_FILE = 2_200_000_000  # Bytes of a model with three billion parameters of four bits.
LINE_SECONDS = 10.0  # Between two lines about the progress, where they cannot replace each other.


def with_chosen_model(options: Options, ending: threading.Event, env: Mapping[str, str] | None = None) -> Options:
    """The options with the model that `make dev MODEL=…` names. Raises StartError with a sentence."""
    env = os.environ if env is None else env
    word = env.get("GRAIL_MODEL", "").strip()
    if not word:
        return options
    if options.real_bedrock or options.stand_ins:
        raise StartError("MODEL is for the models of this machine: leave out BEDROCK.")
    own = options.home / "models"
    folders = [Path(env["GRAIL_MODELS"]).expanduser().resolve(), own] if env.get("GRAIL_MODELS") else [own]
    shown = Shown()
    try:
        weights = chosen(word)
        path = provide(weights, folders, shown, ending.wait)
    except WeightsError as error:
        raise StartError(str(error)) from error
    finally:
        shown.end()
    served = _served(weights, path)
    memory = f", with {weights.memory_gb} GB of memory" if weights.memory_gb else ""
    others = [model for model in options.chat_models.split(",") if model != served.id]
    first = [*others, served.id] if served.small and others else [served.id, *others]
    if first[0] == served.id:
        log.info("%s answers%s.", served.label, memory)
    else:
        log.info(
            "%s can be chosen on the page%s. Until then quotes answer: as often right, at once.", served.label, memory
        )
    return replace(with_models(options, (served,)), chat_models=",".join(first))


def _served(weights: Weights, path: Path) -> Served:
    label = f"{weights.label} (on this machine)"
    small = path.stat().st_size < SMALL_FILE
    return Served(
        f"local.{weights.name}", label, "file", str(path), weights.label, weights.context, weights.thinks, small
    )


@dataclass
class Shown:
    """The progress: one line that changes on a terminal, a line now and then elsewhere."""

    live: bool = field(default_factory=lambda: sys.stderr.isatty())
    _began: float = field(default_factory=time.monotonic)
    _at_first: int | None = None
    _told: float = 0.0
    _open: bool = False

    def __call__(self, what: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if what == "Fetched" and self._at_first is None:
            self._began, self._at_first = now, done
        if now - self._told < (0.2 if self.live else LINE_SECONDS) and done != total:
            return
        self._told = now
        line = f"{what} {gigabytes(done)} of {gigabytes(total)}{self._speed(what, done, total, now)}"
        if self.live:
            self._open = True
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()
        else:
            log.info("%s", line)

    def _speed(self, what: str, done: int, total: int | None, now: float) -> str:
        brought, elapsed = done - (self._at_first or 0), now - self._began
        if what != "Fetched" or brought <= 0 or elapsed < 1 or total is None:
            return ""
        minutes = (total - done) * elapsed / brought / 60
        return f", {brought / elapsed / 1e6:.1f} MB a second, {minutes:.0f} minutes left"

    def end(self) -> None:
        if self._open:
            sys.stderr.write("\n")
