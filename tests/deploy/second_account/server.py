"""Moto's standalone server as an AWS account: python -m tests.deploy.second_account.server

Prints its address and runs until it is ended. Before moto stands a front for the few calls that moto lacks or takes
more narrowly than AWS; everything else reaches moto as it was sent.
"""

import io
import json
import os
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.awslambda.models import lambda_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from openapi_spec_validator import OpenAPIV2SpecValidator
from werkzeug.serving import make_server

from tests.deploy import moto_types

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
Json = dict[str, Any]
QUOTA = "MOTO_LAMBDA_CONCURRENCY_QUOTA"  # Moto then refuses to reserve the account's last hundred functions.
REGION = re.compile(r"Credential=[^/]+/\d+/([a-z0-9-]+)/")


class Front:
    """A WSGI application around moto's."""

    def __init__(self, moto: Application) -> None:
        self.moto = moto

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        for wanted, pattern, answer in self._lacks():
            found = re.fullmatch(pattern, path) if method == wanted else None
            if found is not None and (said := answer(environ, *found.groups())) is not None:
                return _send(start, said)
        if method == "PUT" and re.fullmatch(r"/restapis/[^/]+", path):
            _as_openapi_3(environ)
        elif method == "PUT" and "notification" in parse_qs(environ["QUERY_STRING"], keep_blank_values=True):
            _with_small_names(environ)
        elif method == "POST" and path == "/":
            _with_localhost(environ)
        return self.moto(environ, start)

    def _lacks(self) -> list[tuple[str, str, Callable[..., Json | None]]]:
        """What moto has no answer to, and a quota that a test sets."""
        return [
            ("GET", r"/[0-9-]+/account-settings/?", _account_settings),
            ("POST", r"/v2/apis/([^/]+)/deployments", lambda *_: {"deploymentId": "moto-has-none"}),
            ("PATCH", r"/v2/apis/([^/]+)/stages/([^/]+)", _update_socket_stage),
            ("GET", r"/apps", lambda *_: {"apps": []}),  # Amplify
            ("PUT", r"/second-account/limit/(\d+)", _set_limit),
            ("PUT", r"/[a-z0-9-]+-deploy-\d+", _policy),
        ]


def _account_settings(environ: Environ) -> Json:
    functions = lambda_backends[DEFAULT_ACCOUNT_ID][_region(environ)].list_functions()
    taken = sum(int(function.reserved_concurrency or 0) for function in functions)
    limit = int(os.environ[QUOTA])
    return {"AccountLimit": {"ConcurrentExecutions": limit, "UnreservedConcurrentExecutions": limit - taken}}


def _set_limit(_: Environ, limit: str) -> Json:
    os.environ[QUOTA] = limit
    return {}


def _policy(environ: Environ) -> Json | None:
    """Moto reads no condition of a bucket's policy: that of the bucket of deploying would refuse everything."""
    if "policy" not in parse_qs(environ["QUERY_STRING"], keep_blank_values=True):
        return None
    (statement,) = json.loads(_body(environ))["Statement"]
    assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    return {}


def _update_socket_stage(environ: Environ, api: str, stage: str) -> Json:
    found = apigatewayv2_backends[DEFAULT_ACCOUNT_ID][_region(environ)].get_stage(api, stage)
    found.default_route_settings = json.loads(_body(environ))["defaultRouteSettings"]
    return {"stageName": stage}


def _as_openapi_3(environ: Environ) -> None:
    """Chalice writes Swagger 2.0, which API Gateway takes and moto does not. Moto reads members alone that both have.

    What is no valid Swagger 2.0 is refused.
    """
    document = json.loads(_body(environ))
    OpenAPIV2SpecValidator(document).validate()
    del document["swagger"]
    _replace(environ, json.dumps({"openapi": "3.0.1", **document}).encode())


def _with_small_names(environ: Environ) -> None:
    """Chalice writes "Prefix", which S3 takes and moto does not."""
    _replace(environ, _body(environ).replace(b"<Name>Prefix</Name>", b"<Name>prefix</Name>"))


def _with_localhost(environ: Environ) -> None:
    """Moto takes any other host for one whose name begins with the bucket's, and S3's own address here is a number."""
    body = _body(environ)
    if b"TemplateURL=" in body:
        _replace(environ, body.replace(b"TemplateURL=http%3A%2F%2F127.0.0.1", b"TemplateURL=http%3A%2F%2Flocalhost"))


def _body(environ: Environ) -> bytes:
    content: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(content)
    return content


def _replace(environ: Environ, content: bytes) -> None:
    environ["wsgi.input"] = io.BytesIO(content)
    environ["CONTENT_LENGTH"] = str(len(content))
    for digest in ("HTTP_CONTENT_MD5", "HTTP_X_AMZ_CONTENT_SHA256", "HTTP_X_AMZ_CHECKSUM_CRC32"):
        environ.pop(digest, None)


def _region(environ: Environ) -> str:
    found = REGION.search(environ["HTTP_AUTHORIZATION"])
    assert found is not None, "an unsigned call"
    return found[1]


def _send(start: Any, answer: Json) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]


def main() -> None:
    os.environ.setdefault(QUOTA, "1000")
    front = Front(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=MotoRequestHandler)
    url = f"http://127.0.0.1:{server.server_port}"
    moto_types.install(url)
    print(url, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
