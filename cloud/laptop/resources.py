"""The stack, the functions and the demo account of the laptop cloud.

They are made in a process that ends afterwards: it loads boto3, Chalice and the app, which is 50 MB that `make dev`
would keep for as long as it runs.
"""

import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cloud.laptop.options import REGION, Options
from cloud.laptop.processes import StartError

if TYPE_CHECKING:
    import boto3
    from chalice.app import Chalice

    from cloud.laptop.triggers import Triggers


def in_child[**P, T](call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What the call returns or raises, made in a process of its own. Ctrl-C is left to this one."""
    spawn = multiprocessing.get_context("spawn")
    ignore = (signal.SIGINT, signal.SIG_IGN)
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=signal.signal, initargs=ignore) as pool:
        return pool.submit(call, *arguments, **named).result()


def make(options: Options) -> dict[str, str]:
    """Bring stack and functions up to date; returns the functions' environment. Raises StartError."""
    from cloud.stack import stack

    triggers = _triggers(options)
    parameters = {
        "Cloud": "laptop",
        "PageOrigin": options.web_url,
        "PreSignUpFunctionArn": triggers.confirm_function(options.sign_up_domains),
        "SignUp": "open",
        "SignUpDomains": options.sign_up_domains,
        "EmbeddingModel": options.embedding_model,
        "ChatModels": options.chat_models,
        "RerankModel": options.rerank_model,
        "ProgramSignIn": "true",
        "LoginDomainPrefix": "grail-local",
    }
    client_of = partial(session().client, endpoint_url=options.aws_url)
    try:
        outputs = stack.apply(client_of, "local", parameters)
    except stack.StackError as error:
        raise StartError(sentence(str(error), options.home)) from None  # Only what can be pickled goes on.
    pool = outputs["UserPoolId"]
    environment = {
        **stack.environment(outputs),
        **options.settings,
        **options.aws_environment(),
        "GRAIL_STAGE": "local",
        "WEBSOCKET_URL": triggers.websocket_url(outputs["SocketApiId"]),
        "ANSWER_FUNCTION": "grail-local-answer",
        "PAGE_ORIGINS": f"{options.web_url},http://127.0.0.1:{options.web_port}",
        "AUTH_ENDPOINT": options.aws_url,
        "PROGRAM_RESOURCE": f"{options.api_url}/mcp",
        "JWKS_URL": f"{options.aws_url}/{pool}/.well-known/jwks.json",
    }
    triggers.register(_load_app(environment), environment, outputs["SocketApiId"])
    triggers.warm()
    return environment


def refresh(options: Options, environment: Mapping[str, str]) -> None:
    """Make running functions load the code anew."""
    from cloud.laptop.triggers import handlers_of

    _triggers(options).refresh(handlers_of(_load_app(environment)))


def session() -> "boto3.Session":
    import boto3

    return boto3.Session("test", "test", region_name=REGION)


def sentence(error: str, home: Path) -> str:
    """What stopped the resources, and what to do."""
    if "UsernameConfiguration" not in error:
        return error
    return (
        "The accounts of this copy were made by an older Grail and cannot be brought up to date. Begin anew in another "
        f"folder: GRAIL_HOME=.grail-2 make dev. The accounts and documents of before stay in {home}."
    )


def _triggers(options: Options) -> "Triggers":
    from cloud.laptop.triggers import Triggers

    return Triggers(session(), options.aws_url)


def _load_app(environment: Mapping[str, str]) -> "Chalice":
    """`app.py` as the functions see it: its triggers name the stage's bucket and queue."""
    os.environ.update(environment)
    app: Chalice = importlib.import_module("app").app
    return app
