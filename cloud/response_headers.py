"""The headers of every answer of REST (chalicelib/api/response-headers.json), for those that the app does not give."""

import json

from cloud import PROJECT

HEADERS: dict[str, str] = json.loads((PROJECT / "chalicelib" / "api" / "response-headers.json").read_text())


def gateway_responses() -> dict[str, object]:
    """For `x-amazon-apigateway-gateway-responses`: what API Gateway answers by itself, such as of an unknown path.

    It takes a fixed value between single quotes, which the value itself cannot have. In a content policy a list without
    sources is the same as 'none'.
    """
    values = {name: value.replace(" 'none'", "") for name, value in HEADERS.items()}
    parameters = {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in values.items()}
    return {kind: {"responseParameters": parameters} for kind in ("DEFAULT_4XX", "DEFAULT_5XX")}
