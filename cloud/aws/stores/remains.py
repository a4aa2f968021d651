"""Everything that there is of a stage, found by its names: what a deletion has to reach, and what it left."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cloud.chalice.deployed import Deployed
from cloud.stack import alarms, stack
from cloud.stack.target import Target, TargetError

# Kinds of things that hold what people stored; everything else can be made again.
DATA = frozenset({"bucket", "table", "user pool"})
# Kinds of things that cost nothing and would have another address if they were made again.
ADDRESSES = frozenset({"page", "domain"})
STORES = ("documents", "vectors", "deploy")
TABLES = ("documents", "connections", "tickets", "conversations", "messages", "usage", "edge")

DELETED_AT_ONCE = 1000


@dataclass(frozen=True)
class Thing:
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def find(target: Target) -> list[Thing]:
    """All that is there of the stage, in no order that matters."""
    return [Thing(kind, name) for kind, look in _looks(target) for name in look()]


def stores(target: Target) -> list[Thing]:
    """The stage's things that hold what people stored."""
    return [Thing(kind, name) for kind, look in _looks(target) if kind in DATA for name in look()]


def unwanted(things: Iterable[Thing], *, data: bool) -> list[Thing]:
    """What should be gone after a destroy that deletes data, or keeps it and with it the stack and the page."""
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
    return [each[name] for each in _pages(target, service, operation, key) if each[name] == f"grail-{target.stage}"]


def _buckets(target: Target) -> list[str]:
    wanted = {f"grail-{target.stage}-{store}-{target.account}" for store in STORES}
    return [each["Name"] for each in target.client("s3").list_buckets()["Buckets"] if each["Name"] in wanted]


def _tables(target: Target) -> list[str]:
    wanted = {f"grail-{target.stage}-{table}" for table in TABLES}
    return [name for name in _pages(target, "dynamodb", "list_tables", "TableNames") if name in wanted]


def _queues(target: Target) -> list[str]:
    prefix = f"grail-{target.stage}-ingest"
    urls = _pages(target, "sqs", "list_queues", "QueueUrls", QueueNamePrefix=prefix)
    names = [url.rsplit("/", 1)[-1] for url in urls]
    return [name for name in names if name in (prefix, f"{prefix}-dead")]


def _pools(target: Target) -> list[str]:
    pools = _pages(target, "cognito-idp", "list_user_pools", "UserPools", MaxResults=60)
    return [each["Id"] for each in pools if each["Name"] == f"grail-{target.stage}"]


def _functions(target: Target) -> list[str]:
    record = Deployed(target.session, target.stage).record({}, interfaces=False)
    return [f"{each['resource_type']} {each['name']}" for each in record["resources"]]


def _sockets(target: Target) -> list[str]:
    apis = _pages(target, "apigatewayv2", "get_apis", "Items")
    return [each["ApiId"] for each in apis if each["Name"] == f"grail-{target.stage}"]


def _domains(target: Target) -> list[str]:
    """Of REST and sockets, by the stack's tag: their names are the operator's."""
    domains = _pages(target, "apigatewayv2", "get_domain_names", "Items")
    return [each["DomainName"] for each in domains if each.get("Tags", {}).get("grail-stage") == target.stage]


def _log_groups(target: Target) -> list[str]:
    """Of functions and builds. A function that still ran while it was deleted makes its group anew."""
    groups: list[str] = []
    for place in (f"/aws/lambda/grail-{target.stage}", f"/aws/codebuild/grail-{target.stage}"):
        for each in _pages(target, "logs", "describe_log_groups", "logGroups", logGroupNamePrefix=place):
            rest = each["logGroupName"].removeprefix(place)
            if not rest or (rest[0] == "-" and rest[1:].isidentifier()):
                groups.append(each["logGroupName"])
    return groups


def _alarms(target: Target) -> list[str]:
    """Those that the template names: a prefix alone would take in the alarms of a stage called `<stage>-b`."""
    names = {f"grail-{target.stage}-{name}" for name in alarms.names()}
    found = _pages(target, "cloudwatch", "describe_alarms", "MetricAlarms", AlarmNamePrefix=f"grail-{target.stage}-")
    return [alarm["AlarmName"] for alarm in found if alarm["AlarmName"] in names]


def _builds(target: Target) -> list[str]:
    return [
        name for name in _pages(target, "codebuild", "list_projects", "projects") if name == f"grail-{target.stage}"
    ]


def _topics(target: Target) -> list[str]:
    arns = (each["TopicArn"] for each in _pages(target, "sns", "list_topics", "Topics"))
    return [arn for arn in arns if arn.endswith(f":grail-{target.stage}-alarms")]


def _budgets(target: Target) -> list[str]:
    budgets = _pages(target, "budgets", "describe_budgets", "Budgets", AccountId=target.account)
    return [each["BudgetName"] for each in budgets if each["BudgetName"] == f"grail-{target.stage}"]


def empty(target: Target, bucket: str) -> None:
    """Every version of every object."""
    s3 = target.client("s3")
    for batch in _versions(s3, bucket):
        failed = s3.delete_objects(Bucket=bucket, Delete={"Objects": batch, "Quiet": True}).get("Errors", [])
        if failed:
            raise TargetError(f"{failed[0]['Key']} in {bucket} could not be deleted: {failed[0].get('Message')}.")


def _versions(s3: Any, bucket: str) -> Iterator[list[dict[str, str]]]:
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        keys = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
        if keys:
            yield keys[:DELETED_AT_ONCE]
