"""Offers the models of servers that run on this machine, or of the one that LOCAL_LLM_URL names."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from cloud.laptop.options import Options
from cloud.models.offer import of_address, offer
from cloud.models.served import Served
from cloud.models.servers import find, look_at

OWN_SERVER = "local.openai"


def with_model_servers(options: Options, env: Mapping[str, str] | None = None) -> tuple[Options, Sequence[str]]:
    """The options with what was found, and lines for the terminal. A server that a person names is the only one."""
    env = os.environ if env is None else env
    if options.real_bedrock or options.stand_ins:
        return options, ()
    if env.get("LOCAL_LLM_URL"):
        return with_models(options, _of_person(env)), ()
    if not options.model_server_ports:
        return options, ()
    own = {options.web_port, options.api_port, options.aws_port, options.bedrock_port}
    offered = offer(find(options.model_server_ports, own))
    chosen = options.chat_models if env.get("CHAT_MODELS") else ",".join(offered.chat_models)
    return replace(with_models(options, offered.models), chat_models=chosen), offered.lines


def _of_person(env: Mapping[str, str]) -> Sequence[Served]:
    """The person's own server, where it tells more of its model than OpenAI's API does."""
    address = urlsplit(env["LOCAL_LLM_URL"].strip())
    if address.scheme not in ("http", "https") or address.path.rstrip("/") not in ("", "/v1") or address.username:
        return ()
    server = look_at(f"{address.scheme}://{address.netloc}", env.get("LOCAL_LLM_KEY", ""))
    served = server and of_address(server, OWN_SERVER, env.get("LOCAL_LLM_MODEL") or None)
    return (served,) if served else ()


def with_models(options: Options, models: Sequence[Served]) -> Options:
    """The options with models that the local Bedrock is to answer, described to the product."""
    if not models:
        return options
    described = {model.id: model.entry() for model in models} | json.loads(options.settings.get("MODELS", "{}"))
    settings = {**options.settings, "MODELS": json.dumps(described)}
    return replace(options, served=(*options.served, *models), settings=settings)
