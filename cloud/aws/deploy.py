"""`make deploy STAGE=x`: resources, image, functions, a smoke test of them, and the page.

Every step looks at what is there and goes on from it, so the command can be broken off and run again.
"""

import argparse
import logging
import sys
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cloud.aws import cost, local_account, smoke
from cloud.aws.checks import checklist, quotas, regions
from cloud.aws.domains import api_domains, page, page_domain
from cloud.aws.image import image
from cloud.aws.stores import adopt
from cloud.chalice import functions
from cloud.chalice.release import Releases
from cloud.stack import alarms, models, stack, template_parameters, template_rules
from cloud.stack.target import Target, TargetError

log = logging.getLogger("cloud")

# The stage that keeps its data even where its file does not say so.
PROTECTED = "prod"

PLAN = """Stage {stage}, as 5 steps, each of which can be repeated:
  1  Resources  CloudFormation stack {stack}: buckets, tables, queues, user pool, interfaces, repository, alarms
  2  Image      {image}, in the stage's repository, unless it is there
  3  Functions  chalice deploy: 8 functions with a role each, and what starts them
  4  Smoke test an account of its own uploads, asks, and is deleted; if that fails, the last good image is put back
  5  Page       frontend/dist on Amplify, with its security headers
Parameters: {parameters}"""


def plan(target: Target, chosen: dict[str, str]) -> str:
    """What the command does and what the stage costs; asks no one."""
    plan = PLAN.format(
        stage=target.stage,
        stack=stack.stack_name(target.stage),
        image="Chalice's zip in its place" if target.on_laptop else image.tag(target.architecture),
        parameters=", ".join(f"{name}={value}" for name, value in sorted(chosen.items()) if value),
    )
    chat_model = chosen["ChatModels"].split(",")[0].strip()
    estimate = cost.table(chat_model, chosen["EmbeddingModel"], models=models.known_models(target))
    return "\n".join([plan, *models.notes(target, chosen), estimate])


def parameters(target: Target) -> dict[str, str]:
    """The template's parameters: its defaults, and what is chosen for the stage."""
    unknown = target.chosen.keys() - template_parameters.parameters().keys()
    if unknown:
        raise TargetError(f"{sorted(unknown)} are no parameters of cloud/stack/template.yaml.")
    chosen = template_parameters.defaults() | _of_stage(target) | dict(target.chosen)
    if broken := template_rules.broken(chosen):
        raise TargetError(f"cloud/stages/{target.stage}.json cannot be as it is: {' '.join(broken)}")
    return chosen


def _of_stage(target: Target) -> dict[str, str]:
    """Defaults of a stage that are not the template's."""
    return {"ProtectData": "true"} if target.stage == PROTECTED else {}


def deploy(target: Target, chosen: dict[str, str]) -> str:
    """Returns the address at which the stage answers; raises TargetError or StackError."""
    outputs = backend(target, chosen)
    log.info("4/5  Smoke test …")
    _try(target, outputs)
    log.info("5/5  Page …")
    address = target.rest_url(outputs) if target.on_laptop else _publish(target, outputs, chosen)
    for line in api_domains.lines(outputs, chosen):
        log.info("%s", line)
    log.info("%s", alarms.prove(target, chosen))
    return address


def _publish(target: Target, outputs: dict[str, str], chosen: dict[str, str]) -> str:
    """The page's address, after it was put before the world; says which DNS records its domain waits for."""
    page.publish(target, outputs)
    domain = page_domain.of_page(target, outputs, chosen)
    for line in domain.lines() if domain else ():
        log.info("%s", line)
    return page_domain.page_address(outputs, domain)


def _try(target: Target, outputs: dict[str, str]) -> None:
    """The smoke test. If it fails the functions go back to the last release that passed; raises TargetError."""
    releases = Releases(target, outputs["DeployBucket"], functions.archives(target))
    try:
        log.info("%s", smoke.run(target, outputs))
    except (TargetError, ClientError, BotoCoreError) as error:
        log.error("%s", error)
        log.info("     Going back to the last release that passed …")
        raise TargetError(releases.restore()) from error
    releases.keep()


def backend(target: Target, chosen: dict[str, str], also: Collection[str] = ()) -> dict[str, str]:
    """Everything but the page; returns the stack's outputs, with the domains that are in use.

    `also` are models that may be called beside the chosen.
    """
    log.info("1/5  Resources (CloudFormation) …")
    running = {**chosen, "Running": "true"}
    adopt.adopt(target, running)
    api_domains.unmap_sockets(target, keep=chosen["SocketDomain"])
    outputs = stack.apply(target.client, target.stage, running)
    outputs = api_domains.in_use(outputs, chosen)
    suspend_versions(target.client("s3"), outputs["DocumentsBucket"], chosen)
    log.info("2/5  Image …")
    uri = None if target.on_laptop else image.ensure(target, outputs)
    log.info("3/5  Functions (chalice deploy) …")
    reserve = not target.on_laptop and quotas.can_reserve(target)
    functions.deploy(target, outputs, uri, reserve=reserve, also=also)
    api_domains.map_sockets(target, outputs, chosen)
    return outputs


def suspend_versions(s3: Any, bucket: str, chosen: Mapping[str, str]) -> None:
    """Stop keeping older versions of files where they were kept once and are to be kept no more.

    The template cannot say so: a bucket that never kept versions is to stay without them, not with suspended ones, in
    which each deletion leaves a mark.
    """
    off = chosen["KeepDeletedFilesDays"] == "0"
    if off and s3.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled":
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


def check(target: Target, chosen: dict[str, str]) -> None:
    """Raises TargetError if anything stands in the way."""
    findings = []
    for finding in checklist.look(target, chosen):
        findings.append(finding)
        log.info("  %s", finding)
    if any(finding.stops for finding in findings):
        raise TargetError("Nothing was made.")


def stored_embedding_model(target: Target) -> str | None:
    """The model of what the stage stores, or None. Whether AWS can be asked at all is the check's to say."""
    try:
        return (target.outputs() or {}).get("EmbeddingModel")
    except (ClientError, BotoCoreError, TargetError):
        return None


def _check_embedding(target: Target, chosen: dict[str, str]) -> None:
    """Raises TargetError if what is stored was embedded by another model: it would not be found any more."""
    model = functions.model_of(target, chosen["EmbeddingModel"])
    stored = (target.outputs() or {}).get("EmbeddingModel", chosen["EmbeddingModel"])
    if functions.model_of(target, stored) != model or functions.models_in_use(target) - {model}:
        raise TargetError(
            f"The stage's passages are of another embedding model than {' '.join(filter(None, model))}, and would not "
            f"be found. To embed them anew and go on, type: make reembed STAGE={target.stage}"
        )


def _prepare(stage: str, *, dry_run: bool) -> tuple[Target, dict[str, str]]:
    """The stage and its parameters; raises TargetError for what no account needs to be asked about."""
    target = Target.of(stage)
    if target.on_laptop:
        of_laptop = local_account.parameters() if dry_run else local_account.enter()
        target = replace(target, chosen={**of_laptop, **target.chosen})
    stored = None if dry_run else stored_embedding_model(target)
    chosen = models.chosen_models(target, parameters(target), stored=stored)
    regions.refuse_incomplete(target)
    return target, chosen


def main() -> int:
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    log.setLevel(logging.INFO)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done and what it costs; no account")
    options = parser.parse_args()
    try:
        target, chosen = _prepare(options.stage, dry_run=options.dry_run)
        log.info("%s", plan(target, chosen))
        if options.dry_run:
            log.info("Nothing was made, and nobody was asked.")
            return 0
        check(target, chosen)
        _check_embedding(target, chosen)
    except (TargetError, ClientError, BotoCoreError) as error:
        log.error("%s", error)
        return 1
    try:
        address = deploy(target, chosen)
    except (TargetError, stack.StackError, ClientError, BotoCoreError) as error:
        log.error("%s", error)
        log.error("The same command goes on from there: make deploy STAGE=%s", options.stage)
        return 1
    log.info("Grail's stage %s is at %s", options.stage, address)
    return 0


if __name__ == "__main__":
    sys.exit(main())
