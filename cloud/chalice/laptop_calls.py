"""What `chalice deploy` misses in the laptop cloud, put in its botocore session.

MiniStack has REST interfaces but does not read a whole document of one (PutRestApi). The document's paths are made one
by one through the calls that it has. Only what Chalice writes is understood: proxy integrations, and fixed answers for
the preflight.
"""

import json
import time
from types import SimpleNamespace
from typing import Any

PROXY = "AWS_PROXY"
SETTLED_SECONDS = 30.0


def register(session: Any) -> None:
    """`session` is Chalice's botocore session."""
    rest = session.create_client("apigateway")
    functions = session.create_client("lambda")

    def put_rest_api(params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        api = params["url_path"].rsplit("/", 1)[-1]
        put(rest, api, json.loads(params["body"]))
        return SimpleNamespace(status_code=200), {"id": api, "ResponseMetadata": {"HTTPStatusCode": 200}}

    def add_types(parsed: dict[str, Any], **_: Any) -> None:
        parsed["endpointConfiguration"] = {"types": ["REGIONAL"]}

    def settle(parsed: dict[str, Any], **_: Any) -> None:
        """Botocore looks every five seconds whether a function is ready; here it is after half of one."""
        until = time.monotonic() + SETTLED_SECONDS
        while parsed.get("LastUpdateStatus") == "InProgress" and time.monotonic() < until:
            time.sleep(0.05)
            now = functions.get_function_configuration(FunctionName=parsed["FunctionName"])
            parsed |= {name: now.get(name) for name in ("State", "LastUpdateStatus")}

    session.register("before-call.apigateway.PutRestApi", put_rest_api)
    session.register("after-call.apigateway.GetRestApi", add_types)
    for operation in ("CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration"):
        session.register(f"after-call.lambda.{operation}", settle)


def put(client: Any, api: str, document: dict[str, Any]) -> None:
    """Replace the interface's paths by those of a Swagger document."""
    ids = {resource["path"]: resource["id"] for resource in _resources(client, api)}
    for path in sorted(ids, key=len, reverse=True):
        if path != "/" and not any(
            described == path or described.startswith(f"{path}/") for described in document["paths"]
        ):
            client.delete_resource(restApiId=api, resourceId=ids.pop(path))
    for path, methods in document["paths"].items():
        resource = _resource(client, api, path, ids)
        for method, operation in methods.items():
            _method(client, api, resource, method.upper(), operation["x-amazon-apigateway-integration"])


def _resources(client: Any, api: str) -> list[dict[str, Any]]:
    pages = client.get_paginator("get_resources").paginate(restApiId=api)
    return [resource for page in pages for resource in page["items"]]


def _resource(client: Any, api: str, path: str, ids: dict[str, str]) -> str:
    """The id of a path, made with those above it where they are not there."""
    if path not in ids:
        above, part = path.rsplit("/", 1)
        parent = _resource(client, api, above or "/", ids)
        ids[path] = client.create_resource(restApiId=api, parentId=parent, pathPart=part)["id"]
    return ids[path]


def _method(client: Any, api: str, resource: str, method: str, integration: dict[str, Any]) -> None:
    of_method = {"restApiId": api, "resourceId": resource, "httpMethod": method}
    client.put_method(**of_method, authorizationType="NONE")
    if integration["type"].upper() == PROXY:
        uri = integration["uri"]
        client.put_integration(**of_method, type=PROXY, integrationHttpMethod="POST", uri=uri)
        return
    client.put_integration(**of_method, type="MOCK", requestTemplates=integration["requestTemplates"])
    headers = integration["responses"]["default"]["responseParameters"]
    client.put_method_response(**of_method, statusCode="200", responseParameters=dict.fromkeys(headers, False))
    client.put_integration_response(**of_method, statusCode="200", responseParameters=headers)
