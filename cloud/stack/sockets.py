"""The socket API's routes, put before the world."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_apigatewayv2.client import ApiGatewayV2Client
    from mypy_boto3_apigatewayv2.type_defs import RouteSettingsTypeDef

# Frames a second of a whole stage, far above what people type and far below what would be dear.
RATE = 500.0
BURST = 500


def publish(client: "ApiGatewayV2Client", api: str, stage: str) -> None:
    """Deploy the routes as they are now, all at once.

    Chalice deletes and makes them anew on each deploy; sockets go on with what was published before, so no frame is
    lost meanwhile.
    """
    deployment = client.create_deployment(ApiId=api)["DeploymentId"]
    limits: RouteSettingsTypeDef = {"ThrottlingBurstLimit": BURST, "ThrottlingRateLimit": RATE}
    names = [item["StageName"] for item in client.get_stages(ApiId=api)["Items"]]
    if stage in names:
        client.update_stage(ApiId=api, StageName=stage, DeploymentId=deployment, DefaultRouteSettings=limits)
    else:
        client.create_stage(ApiId=api, StageName=stage, DeploymentId=deployment, DefaultRouteSettings=limits)
