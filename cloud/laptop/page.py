"""Serves the built page as Amplify does: files, the page for every other path, and the security headers."""

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from cloud import PROJECT
from cloud.laptop.options import DEMO_EMAIL, DEMO_PASSWORD, Options

PAGE = PROJECT / "frontend" / "dist"
HEADERS = PROJECT / "frontend" / "security-headers.json"


class Page(StaticFiles):
    """Files, and index.html for paths that are the page's own."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or "." in path.rsplit("/", 1)[-1]:
                raise
            return await super().get_response("index.html", scope)


def application(options: Options, page: Path = PAGE) -> Starlette:
    headers = security_headers(options)

    async def config(_: Request) -> Response:
        demo = {"email": DEMO_EMAIL, "password": DEMO_PASSWORD}
        return JSONResponse({"api_url": options.api_url, "demo": demo}, headers={"Cache-Control": "no-store"})

    async def add_headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers.update(headers)
        if not request.url.path.startswith("/assets/"):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    app = Starlette(routes=[Route("/config.json", config), Mount("/", Page(directory=page, html=True))])
    app.add_middleware(BaseHTTPMiddleware, dispatch=add_headers)
    return app


def security_headers(options: Options) -> dict[str, str]:
    """The page's headers, with the addresses that it may speak to."""
    aws = options.aws_url
    sockets = f"ws{aws.removeprefix('http')}"
    connect = f"{options.api_url} {aws} http://localhost:{options.aws_port} {sockets}"
    entries = json.loads(HEADERS.read_text())
    return {entry["key"]: entry["value"].replace("{connect}", connect) for entry in entries}


def main() -> int:
    options = Options.from_env()
    uvicorn.run(application(options), host="127.0.0.1", port=options.web_port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
