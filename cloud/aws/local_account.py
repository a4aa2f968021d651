"""The stage `local-aws`: an AWS stage in the laptop cloud, to try the deploy and destroy commands without an account.

It lies beside make dev's own stage `local`, in whatever laptop cloud answers on AWS_PORT.
"""

import os
import urllib.error

from cloud import loopback
from cloud.laptop.options import Options
from cloud.laptop.processes import StartError
from cloud.stack.target import TargetError


def parameters() -> dict[str, str]:
    """The template's parameters for the laptop cloud."""
    options = _options()
    return {
        "Cloud": "laptop",
        "PageOrigin": options.web_url,
        "EmbeddingModel": options.embedding_model,
        "ChatModels": options.chat_models,
        "RerankModel": options.rerank_model,
    }


def enter() -> dict[str, str]:
    """Turn every client of this process to the laptop cloud; returns the template's parameters for it.

    Raises TargetError if none is running.
    """
    options = _options()
    loopback.bypass_proxies()
    try:
        with loopback.opener().open(f"{options.aws_url}/_ministack/health", timeout=5):
            pass
    except (urllib.error.URLError, OSError) as error:
        raise TargetError(
            f"No laptop cloud answers on port {options.aws_port}. Start one in another terminal: make dev, "
            "or with nothing in it: make account."
        ) from error
    os.environ.update(options.aws_environment())
    os.environ.pop("AWS_PROFILE", None)
    return parameters()


def _options() -> Options:
    """Raises TargetError for a setting that is none."""
    try:
        return Options.from_env()
    except StartError as error:
        raise TargetError(str(error)) from error
