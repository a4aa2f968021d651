"""`make reembed STAGE=x MODEL=y`: another embedding model, while questions go on.

A table's name carries its model, so both models' tables lie side by side and the setting EMBEDDING_MODEL is the pointer
between them:

1. `make reembed STAGE=x MODEL=new` embeds what is stored into the new table. Questions are answered from the old one.
2. With `"EmbeddingModel": "new"` in infra/stages/x.json, `make deploy STAGE=x` turns the pointer.
3. `make reembed STAGE=x FROM=old` fetches what was uploaded in between, and drops the old table.

Each can be broken off and run again: a document's rows are one commit, so they are there or not.
"""

import argparse
import contextlib
import logging
import os
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Protocol

import lancedb
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.passage_rows import table_name
from chalicelib.adapters.passages import LancePassages
from chalicelib.config import Settings
from chalicelib.errors import GrailError
from chalicelib.models import Chunk, Document, PassageBatch, StoredPassage
from chalicelib.rag.chunking import embedding_text, title_of
from chalicelib.rag.embedding import Embedded, PacedEmbedding
from chalicelib.rag.roles import Embedder
from chalicelib.wiring import Services
from infra import functions, laptop
from infra.target import Target, TargetError

log = logging.getLogger("infra")

READ_AT_ONCE = 256
OF_UPKEEP = "tidy#"  # Rows of upkeep stand beside the documents (chalicelib/adapters/tidying.py).
PASSES = 20  # Documents that change while they are read are taken up by the next pass.


class Registry(Protocol):
    def all(self, owner_id: str) -> Iterator[Document]: ...
    def get_many(self, owner_id: str, ids: list[str]) -> dict[str, Document]: ...


@dataclass(frozen=True)
class Reembedding:
    """Fills `new` with what `old` has of the documents that `registry` says are live."""

    registry: Registry
    old: LancePassages
    new: LancePassages
    embedder: Embedder
    pause: Callable[[float], None] = time.sleep

    def owner(self, owner_id: str) -> int:
        """Bring one owner up to date; returns how many documents were embedded."""
        embedded = 0
        for _ in range(PASSES):
            self._sweep(owner_id)
            missing = self._missing(owner_id)
            if not missing:
                return embedded
            for document in missing:
                self._embed(document)
                embedded += 1
        raise TargetError(f"Documents of {owner_id} keep changing. Run the command again when it is quieter.")

    def _missing(self, owner_id: str) -> list[Document]:
        """Live documents whose rows are in the old table and not, or not all, in the new one."""
        before, after = self.old.stored_generations(owner_id), self.new.stored_generations(owner_id)
        live = [(each, (each.id, each.live_generation)) for each in self.registry.all(owner_id)]
        return [each for each, key in live if key in before and before[key] != after.get(key)]

    def _sweep(self, owner_id: str) -> None:
        """Take out of the new table what is no longer live: deleted or replaced since it was put there."""
        live = {(each.id, each.live_generation) for each in self.registry.all(owner_id)}
        of_old = self.old.stored_generations(owner_id)
        for key, rows in self.new.stored_generations(owner_id).items():
            if (key not in live and not self._is_newer(owner_id, key)) or of_old.get(key, rows) != rows:
                self.new.remove(owner_id, *key)

    def _is_newer(self, owner_id: str, key: tuple[str, int]) -> bool:
        """Whether rows belong to work that is going on: they become live once it is done."""
        document = self.registry.get_many(owner_id, [key[0]]).get(key[0])
        return document is not None and key[1] > document.live_generation

    def _embed(self, document: Document) -> None:
        batches = batched(self._passages(document), READ_AT_ONCE, strict=False)
        vectors = (self._batch(document, passages) for passages in batches)
        self.new.add(document.owner_id, document.id, document.live_generation, vectors)

    def _passages(self, document: Document) -> Iterator[StoredPassage]:
        first = 0
        while found := self.old.read(document.owner_id, document.id, document.live_generation, first, READ_AT_ONCE):
            yield from found
            first += READ_AT_ONCE

    def _batch(self, document: Document, passages: Iterable[StoredPassage]) -> PassageBatch:
        chunks = tuple(_chunk(title_of(document.filename), passage) for passage in passages)
        into = Embedded()
        PacedEmbedding(self.embedder, self.pause, lambda: None).embed([each.embedding_text for each in chunks], into)
        vectors = [number for place in range(len(chunks)) for number in into.vectors[place]]
        return PassageBatch(chunks, array("f", vectors).tobytes())


def _chunk(title: str, passage: StoredPassage) -> Chunk:
    return Chunk(
        ordinal=passage.ordinal,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        page=passage.page,
        heading=passage.heading,
        embedding_text=embedding_text(title, passage.heading, passage.text),
        tokens=0,
    )


def reembed(target: Target, outputs: Mapping[str, str], old: str, new: str) -> int:
    """Bring every owner's table of the model `new` up to date; returns how many documents were embedded."""
    services = {model: Services(_settings(target, outputs, model)) for model in (old, new)}
    root = f"s3://{outputs['VectorsBucket']}"
    stores = {model: _store(root, each.embedder) for model, each in services.items()}
    work = Reembedding(services[new].documents, stores[old], stores[new], services[new].embedder)
    done = 0
    for owner_id in _owners(target, outputs):
        count = work.owner(owner_id)
        done += count
        log.info("  %s: %d documents embedded", owner_id, count)
    return done


def drop(target: Target, outputs: Mapping[str, str], model: str) -> None:
    """Drop every owner's table of a model that is no longer in use, with the text in it."""
    embedder = Services(_settings(target, outputs, model)).embedder
    name = table_name(embedder.model, embedder.dimensions)
    for owner_id in _owners(target, outputs):
        with contextlib.suppress(ValueError):  # What LanceDB raises for a table that is not there.
            lancedb.connect(f"s3://{outputs['VectorsBucket']}/{owner_id}").drop_table(name)


def _store(root: str, embedder: Embedder) -> LancePassages:
    return LancePassages(root, embedder.model, embedder.dimensions)


def _settings(target: Target, outputs: Mapping[str, str], model: str) -> Settings:
    environment = functions.environment(target, outputs)
    if model != outputs["EmbeddingModel"]:
        environment.pop("EMBEDDING_DIMENSIONS", None)
    return Settings.from_env({**environment, "AWS_REGION": target.region, "EMBEDDING_MODEL": model})


def _owners(target: Target, outputs: Mapping[str, str]) -> list[str]:
    pages = (
        target.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=outputs["DocumentsTable"], ProjectionExpression="owner_id")
    )
    found = {item["owner_id"]["S"] for page in pages for item in page["Items"]}
    return sorted(owner for owner in found if not owner.startswith(OF_UPKEEP))


def _lend_credentials(target: Target) -> None:
    """LanceDB finds credentials in the environment alone."""
    found = target.session.get_credentials()
    if found is None:
        raise TargetError("No AWS credentials. Type: aws configure sso (or set AWS_PROFILE).")
    lent = found.get_frozen_credentials()
    values = {
        "AWS_ACCESS_KEY_ID": lent.access_key,
        "AWS_SECRET_ACCESS_KEY": lent.secret_key,
        "AWS_SESSION_TOKEN": lent.token,
        "AWS_REGION": target.region,
    }
    os.environ.update({name: value for name, value in values.items() if value})


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    parser = argparse.ArgumentParser()
    parser.add_argument("stage")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--model", help="embed into the table of this model, before it is in use")
    which.add_argument("--source", help="fetch what is left in the table of this model, which was in use, and drop it")
    options = parser.parse_args()
    try:
        target = Target.of(options.stage)
        if target.on_laptop:
            laptop.enter()
        outputs = target.outputs()
        if outputs is None:
            raise TargetError(f"There is no stage {options.stage}. Type: make deploy STAGE={options.stage}")
        _lend_credentials(target)
        current = outputs["EmbeddingModel"]
        if (options.model or options.source) == current:
            raise TargetError(f"{current} is the model in use; name the other one.")
        if options.model:
            done = reembed(target, outputs, current, options.model)
            log.info('%d documents embedded. Now "EmbeddingModel": "%s", and make deploy.', done, options.model)
        else:
            done = reembed(target, outputs, options.source, current)
            drop(target, outputs, options.source)
            log.info("%d documents embedded; the tables of %s are gone.", done, options.source)
    except (TargetError, GrailError, ClientError, BotoCoreError) as error:
        log.error("%s The same command goes on from there.", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
