"""`make reembed STAGE=x`: the stage gets the embedding model that is chosen for it, while questions go on.

1. What is stored is embedded into tables of that model. Questions are answered from the old ones.
2. The pointer is turned: the setting EMBEDDING_MODEL of the functions says which table they read and write.
3. What was uploaded between 1 and 2 is fetched, and the old tables are dropped.

Each step looks at what is there, so the command can be broken off and run again; of what was embedded at most one batch
is paid again.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.lance.model_tables import ModelTables
from chalicelib.config import Settings
from chalicelib.errors import GrailError
from chalicelib.rag.documents.lifecycle import FUNCTION_SECONDS
from chalicelib.rag.documents.reembed import Reembedding
from chalicelib.wiring import Services
from cloud.aws import deploy, local_account
from cloud.chalice import functions
from cloud.stack import models, stack
from cloud.stack.target import Target, TargetError, lent_credentials

log = logging.getLogger("cloud")

# Time after which no worker is left that began before the pointer was turned, and writes into the old table.
WORKER_SECONDS = FUNCTION_SECONDS + 10.0
PAUSE_SECONDS = 2.0


def reembed(target: Target, outputs: dict[str, str], chosen: dict[str, str]) -> None:
    """Raises TargetError or StackError with what did not work."""
    before = functions.models_in_use(target)
    if not before:
        raise TargetError(
            f"The stage {target.stage} does not run: deploy it with the model it had, {outputs['EmbeddingModel']}."
        )
    reembedding = _reembedding(target, {**outputs, "EmbeddingModel": chosen["EmbeddingModel"]})
    if before != {functions.model_of(target, chosen["EmbeddingModel"])}:
        log.info("1/3  Embedding with %s; questions are answered as before …", chosen["EmbeddingModel"])
        _fill(target, outputs, reembedding)
        log.info("2/3  Turning the pointer (chalice deploy) …")
        deploy.backend(target, chosen, also={outputs["EmbeddingModel"], *(model for model, _ in before)})
    log.info("3/3  What came in between, and the old tables …")
    _wait_for_workers(target, outputs)
    _fill(target, outputs, reembedding)
    dropped = sum(reembedding.drop_others(owner_id) for owner_id in _owners(target, outputs))
    log.info("%d tables of other models are gone.", dropped)


def _fill(target: Target, outputs: Mapping[str, str], reembedding: Reembedding) -> None:
    done = sum(reembedding.fill(owner_id) for owner_id in _owners(target, outputs))
    log.info("%d documents embedded.", done)


def _reembedding(target: Target, outputs: Mapping[str, str]) -> Reembedding:
    environment = {**functions.environment(target, outputs), "AWS_REGION": target.region}
    services = Services(Settings.from_env(environment))
    adapters = services.adapters
    tables = ModelTables(f"s3://{outputs['VectorsBucket']}", adapters.embedder.model, adapters.embedder.dimensions)
    return Reembedding(tables, adapters.documents, adapters.embedder)


def _owners(target: Target, outputs: Mapping[str, str]) -> Iterator[str]:
    """Who has passages."""
    pages = (
        target.client("s3").get_paginator("list_objects_v2").paginate(Bucket=outputs["VectorsBucket"], Delimiter="/")
    )
    for page in pages:
        for prefix in page.get("CommonPrefixes", []):
            yield prefix["Prefix"].rstrip("/")


def _wait_for_workers(target: Target, outputs: Mapping[str, str]) -> None:
    """Until none is left that began before the pointer was turned. Since then more time has passed than a worker takes
    from its call to its lease: so where none is held, all to come are new ones."""
    until = time.time() + WORKER_SECONDS
    while time.time() < until and _leases(target, outputs):
        time.sleep(PAUSE_SECONDS)


def _leases(target: Target, outputs: Mapping[str, str]) -> int:
    """How many documents are held by a worker."""
    pages = (
        target.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=outputs["DocumentsTable"],
            Select="COUNT",
            FilterExpression="attribute_exists(generation) AND lease_until > :now",  # Not upkeep's own rows.
            ExpressionAttributeValues={":now": {"N": str(int(time.time()))}},
        )
    )
    return sum(int(page["Count"]) for page in pages)


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    for logger in (log, logging.getLogger("chalicelib.rag.documents.reembed")):
        logger.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    options = parser.parse_args()
    try:
        target = Target.of(options.stage)
        if target.on_laptop:
            target = replace(target, chosen={**local_account.enter(), **target.chosen})
        outputs = target.outputs()
        if outputs is None:
            raise TargetError(f"There is no stage {options.stage}. Type: make deploy STAGE={options.stage}")
        chosen = models.chosen_models(target, deploy.parameters(target), stored=outputs["EmbeddingModel"])
        deploy.check(target, chosen)
        os.environ.update(lent_credentials(target.session))
        reembed(target, outputs, chosen)
    except (TargetError, stack.StackError, GrailError, ClientError, BotoCoreError) as error:
        log.error("%s", error)
        log.error("The same command goes on from there: make reembed STAGE=%s", options.stage)
        return 1
    log.info("The stage %s has its passages in %s.", options.stage, chosen["EmbeddingModel"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
