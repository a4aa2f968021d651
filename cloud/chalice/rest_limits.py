"""How much the REST interface takes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_apigateway.client import APIGatewayClient

# Calls a second of a whole stage: ten each second of a hundred people. Without a limit API Gateway takes the account's
# 10,000; at 100 a flood of calls that nobody signed in for costs about 30 USD a day at 3.50 USD a million.
RATE = 100
BURST = 200


def limit(client: "APIGatewayClient", api: str, stage: str) -> None:
    """Set the limits of every method; they outlast Chalice's deployments."""
    values = {"rateLimit": RATE, "burstLimit": BURST}
    client.update_stage(
        restApiId=api,
        stageName=stage,
        patchOperations=[
            {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)} for name, value in values.items()
        ],
    )
