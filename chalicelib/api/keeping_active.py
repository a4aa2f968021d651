"""The daily call that keeps functions active.

Lambda puts a function in an image away that nobody calls for weeks, and rejects the call that wakes it.
"""

import time
from typing import Any

MARK = "keep_active"  # Nobody outside the account can put it where it is: beside what API Gateway, S3 and SQS write.
# One event that every kind of trigger can read: GET /health for REST, for all others the mark, which makes them return.
KEEP_ACTIVE: dict[str, Any] = {
    MARK: True,
    "Records": [{"s3": {"bucket": {"name": ""}, "object": {"key": ""}}}],
    "resource": "/health",
    "path": "/health",
    "httpMethod": "GET",
    "headers": {},
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "body": None,
    "isBase64Encoded": False,
    "requestContext": {
        "resourcePath": "/health",
        "httpMethod": "GET",
        "connectionId": "",
        "apiId": "",
        "domainName": "",
        "stage": "",
    },
}
# The minute of the day, UTC, at which upkeep makes the call. A day that misses it does no harm: weeks would.
HOUR, MINUTE = 3, 17


def is_due(now: time.struct_time) -> bool:
    """Whether upkeep's call of this minute is the day's one."""
    return (now.tm_hour, now.tm_min) == (HOUR, MINUTE)
