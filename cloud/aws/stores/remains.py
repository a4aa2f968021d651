"""Everything that exists of a stage, looked up by its names: what a deletion must reach, and what it left."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cloud.chalice.deployed import Deployed
from cloud.stack import deploy_bucket, stack
from cloud.stack.target import Target, TargetError

# Kinds of things that hold what people stored; everything else can be made again.
DATA = frozenset({"bucket", "table", "user pool"})
# Kinds of things that cost nothing and would have another address if they were made again.
ADDRESSES = frozenset({"page", "domain"})

DELETED_AT_ONCE = 1000


@dataclass(frozen=True)
class Thing:
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def find(target: Target) -> list[Thing]:
    """All that exists of the stage, in no particular order."""
    return [Thing(kind, name) for kind, look in _looks(target) for name in look()]


def stores(target: Target) -> list[Thing]:
    """The stage's things that hold what people stored."""
    return [Thing(kind, name) for kind, look in _looks(target) if kind in DATA for name in look()]


def left_over(things: Iterable[Thing], *, data: bool) -> list[Thing]:
    """What must not exist after a destroy that deletes data, or keeps it and with it the stack and the page."""
    stays = frozenset() if data else DATA | ADDRESSES | {"stack"}
    return [thing for thing in things if thing.kind not in stays]


def _looks(target: Target) -> list[tuple[str, Callable[[], list[str]]]]:
    looks: list[tuple[str, Callable[[], list[str]]]] = [
        ("stack", lambda: [stack.stack_name(target.stage)] if target.outputs() is not None else []),
        ("bucket", lambda: _buckets(target)),
        ("table", lambda: _tables(target)),
        ("queue", lambda: _queues(target)),
        ("user pool", lambda: _pools(target)),
        ("function or what starts it", lambda: _functions(target)),
        ("REST interface", lambda: _named(target, "apigateway", "get_rest_apis", "items", "name")),
        ("socket interface", lambda: _sockets(target)),
        ("log group", lambda: _log_groups(target)),
        ("repository", lambda: _named(target, "ecr", "describe_repositories", "repositories", "repositoryName")),
        ("alarm", lambda: _alarms(target)),
    ]
    if not target.on_laptop:
        looks += [
            ("page", lambda: _named(target, "amplify", "list_apps", "apps", "name")),
            ("domain", lambda: _domains(target)),
            ("build project", lambda: _builds(target)),
            ("topic", lambda: _topics(target)),
            ("budget", lambda: _budgets(target)),
        ]
    return looks


def _pages(target: Target, service: str, operation: str, key: str, **params: Any) -> Iterator[Any]:
    client = target.client(service)
    if client.can_paginate(operation):
        for page in client.get_paginator(operation).paginate(**params):
            yield from page.get(key, [])
    else:
        yield from getattr(client, operation)(**params).get(key, [])


def _named(target: Target, service: str, operation: str, key: str, name: str) -> list[str]:
    """Things of exactly the stage's name."""
    things = _pages(target, service, operation, key)
    return [thing[name] for thing in things if thing[name] == stack.stack_name(target.stage)]


def _buckets(target: Target) -> list[str]:
    names = stack.names_of("BucketName", target.stage, target.account)
    names.append(deploy_bucket.name(target.stage, target.account))
    return [bucket["Name"] for bucket in target.client("s3").list_buckets()["Buckets"] if bucket["Name"] in names]


def _tables(target: Target) -> list[str]:
    names = stack.names_of("TableName", target.stage)
    return [name for name in _pages(target, "dynamodb", "list_tables", "TableNames") if name in names]


def _queues(target: Target) -> list[str]:
    names = stack.names_of("QueueName", target.stage)
    urls = _pages(target, "sqs", "list_queues", "QueueUrls", QueueNamePrefix=f"grail-{target.stage}-")
    return [name for url in urls if (name := url.rsplit("/", 1)[-1]) in names]


def _pools(target: Target) -> list[str]:
    pools = _pages(target, "cognito-idp", "list_user_pools", "UserPools", MaxResults=60)
    return [pool["Id"] for pool in pools if pool["Name"] in stack.names_of("UserPoolName", target.stage)]


def _functions(target: Target) -> list[str]:
    record = Deployed(target.session, target.stage).record({}, interfaces=False)
    return [f"{resource['resource_type']} {resource['name']}" for resource in record["resources"]]


def _sockets(target: Target) -> list[str]:
    apis = _pages(target, "apigatewayv2", "get_apis", "Items")
    return [api["ApiId"] for api in apis if api["Name"] == stack.stack_name(target.stage)]


def _domains(target: Target) -> list[str]:
    """Of REST and sockets, by the stack's tag: their names are the operator's."""
    domains = _pages(target, "apigatewayv2", "get_domain_names", "Items")
    return [domain["DomainName"] for domain in domains if domain.get("Tags", {}).get("grail-stage") == target.stage]


def _log_groups(target: Target) -> list[str]:
    """Of functions and builds. A function that still ran while it was deleted makes its group anew."""
    groups: list[str] = []
    for prefix in (f"/aws/lambda/grail-{target.stage}", f"/aws/codebuild/grail-{target.stage}"):
        for group in _pages(target, "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=prefix):
            suffix = group["logGroupName"].removeprefix(prefix)
            if not suffix or (suffix[0] == "-" and suffix[1:].isidentifier()):
                groups.append(group["logGroupName"])
    return groups


def _alarms(target: Target) -> list[str]:
    """Those that the template names: a prefix alone would take in the alarms of a stage called `<stage>-b`."""
    names = stack.names_of("AlarmName", target.stage)
    alarms = _pages(target, "cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=f"grail-{target.stage}-")
    return [alarm["AlarmName"] for alarm in alarms if alarm["AlarmName"] in names]


def _builds(target: Target) -> list[str]:
    projects = _pages(target, "codebuild", "list_projects", "projects")
    return [name for name in projects if name == stack.stack_name(target.stage)]


def _topics(target: Target) -> list[str]:
    names = stack.names_of("TopicName", target.stage)
    arns = (topic["TopicArn"] for topic in _pages(target, "sns", "list_topics", "Topics"))
    return [arn for arn in arns if arn.rsplit(":", 1)[-1] in names]


def _budgets(target: Target) -> list[str]:
    budgets = _pages(target, "budgets", "describe_budgets", "Budgets", AccountId=target.account)
    return [budget["BudgetName"] for budget in budgets if budget["BudgetName"] == stack.stack_name(target.stage)]


def empty(target: Target, bucket: str) -> None:
    """Every version of every object."""
    s3 = target.client("s3")
    for batch in _versions(s3, bucket):
        failed = s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True}).get("Errors", [])
        if failed:
            raise TargetError(f"{failed[0]['Key']} in {bucket} could not be deleted: {failed[0].get('Message')}.")


def _versions(s3: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        keys = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
        if keys:
            yield keys[:DELETED_AT_ONCE]
