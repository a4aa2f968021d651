"""What the account may use at once, as AWS applies it: new accounts have far less than AWS's lists say."""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from botocore.exceptions import ClientError

from cloud import PROJECT
from cloud.aws.checks.finding import Finding
from cloud.aws.checks.probe import chat_models
from cloud.aws.image.builder import choose
from cloud.chalice.deployed import Deployed
from cloud.chalice.project import UNRESERVED
from cloud.stack.models import known_models
from cloud.stack.target import Target

FULL_CONCURRENCY = 1_000  # What AWS gives an account in the long run.


@cache
def reserved() -> int:
    """Concurrent calls that .chalice/config.json sets aside in all."""
    config = json.loads((PROJECT / ".chalice" / "config.json").read_text())
    return sum(int(function.get("reserved_concurrency", 0)) for function in config["lambda_functions"].values())


def can_reserve(target: Target) -> bool:
    """Whether a few functions can have concurrent calls set aside for them.

    Lambda refuses to leave the rest of the account less than UNRESERVED. What the stage's functions hold already counts
    as free: the deploy replaces it.
    """
    unreserved = int(_lambda_limits(target)["UnreservedConcurrentExecutions"])
    return unreserved + _own_reservations(target) - reserved() >= UNRESERVED


def concurrency(target: Target) -> Finding:
    limits = _lambda_limits(target)
    limit = int(limits["ConcurrentExecutions"])
    if can_reserve(target):
        return Finding("ok", f"{limit:,} functions may run at once; {reserved()} of them are set aside for the stage.")
    ask = f"Ask for {FULL_CONCURRENCY:,}: Service Quotas, AWS Lambda, Concurrent executions."
    if limit >= FULL_CONCURRENCY:
        ask = "Other functions of the account have set theirs aside; take some back, or ask for more."
    return Finding(
        "warning",
        f"{limit:,} functions may run at once in this account, {limits['UnreservedConcurrentExecutions']:,} of them "
        f"not set aside yet. That is too few to set any aside: the stage works, but many uploads slow answers down. "
        f"{ask}",
    )


def builds(target: Target) -> Finding | None:
    """CodeBuild's quota, where CodeBuild builds the image."""
    if choose(target.architecture)[0] != "codebuild":
        return None
    kind = "ARM/Small" if target.architecture == "arm64" else "Linux/Small"
    name = f"Concurrently running builds for {kind} environment"
    value = next((value for quota, value in _quotas(target, "codebuild", target.region) if quota == name), None)
    if value is None:
        return Finding("unknown", f"The quota of CodeBuild ({name}) is not known.")
    if value < 1:
        return Finding(
            "refused",
            f"CodeBuild may run no build: its quota is 0. Ask for 1: Service Quotas, AWS CodeBuild, {name}. "
            "Or start Docker on this machine.",
        )
    return Finding("ok", f"CodeBuild may run {value:,.0f} at once ({kind}).")


def tokens(target: Target, chosen: Mapping[str, str], region: str) -> Iterator[Finding]:
    """Bedrock's token quotas of each chat model. Requests a minute have no quota since May 2026."""
    quotas = [(name, value) for name, value in _quotas(target, "bedrock", region) if "tokens per" in name]
    for model in chat_models(chosen):
        entry = known_models(target).chat_model(model)
        label = entry.label or entry.id
        values = sorted((name, value) for name, value in quotas if _is_of(name, label))
        if values:
            listed = "; ".join(f"{name}: {value:,.0f}" for name, value in values)
            yield Finding("ok", f"Quotas of {model}: {listed}.")
        else:
            yield Finding("unknown", f"The token quotas of {model} are not known: none is named after {label}.")


def _is_of(quota: str, label: str) -> bool:
    """Whether a quota's name ends with the model: "… tokens per minute for Anthropic Claude Haiku 4.5"."""
    of_model = quota.partition(" for ")[2].removesuffix(" (doubled for cross-region calls)").strip()
    return of_model.lower().endswith(label.lower())


def _quotas(target: Target, service: str, region: str) -> Iterable[tuple[str, float]]:
    client = target.session.client("service-quotas", region_name=region)
    for page in client.get_paginator("list_service_quotas").paginate(ServiceCode=service):
        for quota in page["Quotas"]:
            if "Value" in quota:
                yield quota["QuotaName"], float(quota["Value"])


def _lambda_limits(target: Target) -> Mapping[str, int]:
    limits: Mapping[str, int] = target.client("lambda").get_account_settings()["AccountLimit"]
    return limits


def _own_reservations(target: Target) -> int:
    client = target.client("lambda")
    return sum(
        int(client.get_function_concurrency(FunctionName=arn).get("ReservedConcurrentExecutions", 0))
        for arn in Deployed(target.session, target.stage).functions().values()
    )


def billing(target: Target, chosen: Mapping[str, str]) -> Finding | None:
    """Whether the stack can make its budget; without the right it would fail, and be rolled back."""
    if not chosen["AlarmEmail"] or chosen["MonthlyBudgetUsd"] == "0":
        return None
    try:
        target.client("budgets").describe_budgets(AccountId=target.account, MaxResults=1)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("AccessDeniedException", "AccessDenied"):
            raise
        return Finding(
            "refused",
            "The budget cannot be made: you may not see budgets. In a new account its root user first opens Account, "
            "IAM user and role access to Billing information, Activate; you need budgets:ViewBudget and "
            "budgets:ModifyBudget (cloud/stack/deployer-policy.json). Or set MonthlyBudgetUsd to 0.",
        )
    return Finding("ok", f"A budget of {chosen['MonthlyBudgetUsd']} USD a month can be made.")
