"""What functions may do against what they did: nothing is granted that no test asks for, but for reasons given here."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

Permission = tuple[str, str, str]  # Function, kind of resource as .chalice/policy.json names it, action.

EVERY = "*"
# Why a permission is not asked for while a stage is deployed and used for a minute or two.
REASONS: dict[str, list[tuple[str, str, str]]] = {
    "Lambda itself does it, which MiniStack does without asking": [
        (EVERY, "Logs", EVERY),
        (EVERY, "Traces", EVERY),
        ("embed", "Jobs", "sqs:ReceiveMessage"),
        ("embed", "Jobs", "sqs:DeleteMessage"),
        ("embed", "Jobs", "sqs:GetQueueAttributes"),
    ],
    "the local Bedrock asks for no permission": [
        (EVERY, "EmbeddingModels", EVERY),
        (EVERY, "ChatModels", EVERY),
    ],
    "MiniStack checks the first object of a DeleteObjects as if it named no version; a small document has no second": [
        ("embed", "Files", "s3:DeleteObjectVersion"),
        ("embed", "Staging", "s3:DeleteObjectVersion"),
    ],
    "a document that is longer than a prompt, for a model that writes": [
        ("answer", "KeyPoints", EVERY),
        ("answer", "FileNames", "s3:ListBucket"),
        ("embed", "KeyPoints", EVERY),
    ],
    "only a program signs in by a token of its own, and asks where sockets are not": [
        ("api_handler", "Edge", "dynamodb:GetItem"),
        ("api_handler", "Conversations", "dynamodb:PutItem"),
        ("api_handler", "Messages", "dynamodb:GetItem"),
        ("api_handler", "Messages", "dynamodb:PutItem"),
    ],
    "only an account that ends is shut out and deleted": [
        ("api_handler", "Connections", "dynamodb:UpdateItem"),
        ("upkeep", "Connections", "dynamodb:UpdateItem"),
        ("upkeep", "UserPool", "cognito-idp:ListUsers"),
        ("upkeep", "UserPool", "cognito-idp:AdminDeleteUser"),
        ("embed", "Connections", EVERY),
        ("embed", "Tickets", EVERY),
        ("embed", "Edge", EVERY),
        ("embed", "Conversations", EVERY),
        ("embed", "Messages", EVERY),
        ("embed", "Documents", "dynamodb:BatchWriteItem"),
        ("embed", "Usage", "dynamodb:BatchWriteItem"),
        ("embed", "Passages", "s3:DeleteObjectVersion"),
        ("embed", "PassageNames", "s3:ListBucketVersions"),
        ("embed", "PassageNames", "s3:ListBucketMultipartUploads"),
    ],
    "only a source that is kept in sync writes files and documents there": [
        ("embed", "Files", "s3:PutObject"),
        ("embed", "Documents", "dynamodb:PutItem"),
    ],
    "only an archive of all that an account has, and an account that ends": [
        ("api_handler", "Exports", "s3:GetObject"),
        ("embed", "Exports", EVERY),
        ("embed", "FileNames", "s3:ListBucketMultipartUploads"),
    ],
    "the pool is asked of somebody whose socket has been open for five minutes": [
        ("upkeep", "UserPool", "cognito-idp:AdminGetUser"),
        ("upkeep", "UserPool", "cognito-idp:AdminListGroupsForUser"),
        ("upkeep", "Usage", "dynamodb:BatchGetItem"),
    ],
    "only who keeps notes lists and deletes them": [
        ("api_handler", "Messages", "dynamodb:DeleteItem"),
        ("api_handler", "Messages", "dynamodb:Query"),
    ],
    "only who has collections puts documents into them": [
        ("api_handler", "Documents", "dynamodb:ConditionCheckItem"),
    ],
    "only who shares collections, or reads what others share": [
        ("api_handler", "Messages", "dynamodb:ConditionCheckItem"),
        ("websocket_message", "Messages", "dynamodb:Query"),
    ],
    "once a day": [
        ("upkeep", "ActiveFunctions", "lambda:InvokeFunction"),
    ],
    "a socket that ended without a word is forgotten": [
        (EVERY, "Connections", "dynamodb:DeleteItem"),
        ("websocket_connect", "Sockets", "execute-api:ManageConnections"),
    ],
    "only who has as many sockets as may be is looked at more closely": [
        ("websocket_connect", "Connections", "dynamodb:GetItem"),
        ("websocket_connect", "Connections", "dynamodb:BatchGetItem"),
    ],
    "only what stood still for a minute or more, or came to its end an hour ago": [
        ("upkeep", "Documents", EVERY),
        ("upkeep", "Files", "s3:GetObject"),
        ("upkeep", "FileNames", "s3:ListBucket"),
        ("upkeep", "Jobs", EVERY),
        ("upkeep", "DeadJobs", EVERY),
        ("upkeep", "Messages", EVERY),
        ("upkeep", "Usage", "dynamodb:UpdateItem"),
        ("upkeep", "ConnectionsOfOwner", EVERY),
        ("upkeep", "Sockets", EVERY),
    ],
    "a conversation that is deleted while something is asked or answered in it, or grows long": [
        ("answer", "Conversations", "dynamodb:GetItem"),
        ("answer", "Messages", "dynamodb:GetItem"),
        ("answer", "Messages", "dynamodb:DeleteItem"),
        ("websocket_message", "Messages", "dynamodb:DeleteItem"),
    ],
    "a form that is sent again, after its file came": [
        ("on_s3_event", "Edge", "dynamodb:UpdateItem"),
    ],
    "every twentieth frame of a minute is counted": [
        ("websocket_message", "Edge", "dynamodb:UpdateItem"),
    ],
    "an answer whose price no longer fits into the day": [
        ("answer", "Usage", "dynamodb:GetItem"),
    ],
    "a file that comes when its document is gone": [
        ("on_s3_event", "Documents", "dynamodb:GetItem"),
        ("on_s3_event", "Files", "s3:DeleteObjectVersion"),
        ("on_s3_event", "FileNames", "s3:ListBucketVersions"),
    ],
    "what is old is tidied away after ten minutes, and records of it": [
        ("embed", "Passages", "s3:DeleteObject"),
        ("embed", "Documents", "dynamodb:DeleteItem"),
    ],
    "only where anyone may make an account is its first day looked up": [
        ("websocket_message", "Usage", "dynamodb:Query"),
        ("embed", "Usage", "dynamodb:Query"),
        ("answer", "Usage", "dynamodb:Query"),
    ],
    "only a table that is damaged is compared with all documents of its owner": [
        ("embed", "Documents", "dynamodb:Query"),
    ],
    "a file that takes several messages, or waits for a busy model": [
        ("embed", "Jobs", "sqs:SendMessage"),
    ],
    "only a failure in which an operator can help is kept in the dead-letter queue": [
        ("embed", "DeadJobs", "sqs:SendMessage"),
    ],
    "a worker that lost its lease, or was cut off while it wrote": [
        ("embed", "Documents", "dynamodb:GetItem"),
        ("embed", "Passages", "s3:AbortMultipartUpload"),
    ],
}


def granted(folder: Path) -> dict[Permission, list[str]]:
    """Every permission of a stage's functions with its resources, by the policies that Chalice was given."""
    found: dict[Permission, list[str]] = {}
    for file in folder.glob("policy-*.json"):
        function = file.stem.removeprefix("policy-local-aws-")
        for statement in json.loads(file.read_text())["Statement"]:
            for action in statement["Action"]:
                found[function, statement["Sid"], action] = statement["Resource"]
    return found


def unused(folder: Path, calls: set[tuple[str, str, str]]) -> set[Permission]:
    """Permissions that none of the calls (function, action, resource) needed, and for which no reason is given."""
    left = set()
    for (function, kind, action), resources in granted(folder).items():
        asked = any(
            caller == function and what == action and any(fnmatchcase(where, pattern) for pattern in resources)
            for caller, what, where in calls
        )
        if not asked and not _excused(function, kind, action):
            left.add((function, kind, action))
    return left


def _excused(function: str, kind: str, action: str) -> bool:
    return any(
        one in (function, EVERY) and two == kind and three in (action, EVERY)
        for cases in REASONS.values()
        for one, two, three in cases
    )
