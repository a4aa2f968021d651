"""What has to be so before anything is made, each with what to do where it is not."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError, ProfileNotFound

from cloud.aws.checks import certificate, model_lifecycle, permissions, probe, quotas, regions
from cloud.aws.checks.finding import Finding
from cloud.aws.domains.page import BUILT
from cloud.aws.image import builder
from cloud.stack.target import Target, TargetError

# What STS says to credentials that a region does not know, among them all of a region that is switched off.
UNKNOWN_TOKEN = frozenset({"InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"})
DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnauthorizedException"})

Question = Callable[[], Finding | Iterable[Finding] | None]


def look(target: Target, chosen: dict[str, str]) -> Iterator[Finding]:
    """One finding a subject; nothing more can be asked without credentials."""
    account = _account(target)
    yield account
    if account.stops:
        return
    if target.on_laptop:
        yield Finding("ok", "The laptop cloud: no models to ask for, no image, no page.")
        return
    region = chosen.get("BedrockRegion") or target.region
    for subject, question in _questions(target, chosen, region):
        yield from _answers(subject, question)


def _questions(target: Target, chosen: dict[str, str], region: str) -> list[tuple[str, Question]]:
    return [
        ("Whether the stage is in another region", partial(regions.elsewhere, target)),
        ("What you may do", partial(permissions.check, target)),
        ("Whether the models are at their end", partial(model_lifecycle.check, target, chosen, region)),
        ("Whether the models can be called", partial(probe.models, target, chosen, region)),
        ("The quotas of Bedrock", partial(quotas.tokens, target, chosen, region)),
        ("The quota of Lambda", partial(quotas.concurrency, target)),
        ("Who builds the image", partial(_builder, target)),
        ("The quota of CodeBuild", partial(quotas.builds, target)),
        ("Whether a budget can be made", partial(quotas.billing, target, chosen)),
        ("The certificate of the domains", partial(certificate.check, target, chosen)),
        ("The page", _page),
    ]


def _account(target: Target) -> Finding:
    try:
        return Finding("ok", f"Account {target.account}, region {target.region}.")
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound):
        return Finding("refused", "No AWS credentials. Type: aws configure sso (or set AWS_PROFILE).")
    except ClientError as error:
        switched_off = error.response["Error"]["Code"] in UNKNOWN_TOKEN and regions.opted_out(target)
        return Finding("refused", switched_off or str(error))
    except (BotoCoreError, TargetError) as error:
        return Finding("refused", str(error))


def _answers(subject: str, question: Question) -> Iterator[Finding]:
    """Findings, or that they could not be had: who may deploy may still not be allowed to ask this."""
    try:
        answer = question()
        yield from [answer] if isinstance(answer, Finding) else answer or ()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        why = f"you may not ask ({error.operation_name})" if code in DENIED else str(error)
        yield Finding("unknown", f"{subject}: not known, {why}.")
    except BotoCoreError as error:
        yield Finding("unknown", f"{subject}: not known, {error}.")


def _builder(target: Target) -> Finding:
    try:
        return Finding("ok", builder.choose(target.architecture)[1])
    except TargetError as error:
        return Finding("refused", str(error))


def _page() -> Finding:
    if (BUILT / "index.html").exists():
        return Finding("ok", "The page is built.")
    return Finding("refused", "The page is not built. Type: make frontend/dist/index.html")
