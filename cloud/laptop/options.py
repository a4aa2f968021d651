"""What can be chosen on the laptop, from the environment (docs/configuration.md)."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chalicelib.config import REQUIRED, VARIABLES, Settings, SettingsError
from cloud import PROJECT
from cloud.laptop.processes import StartError
from cloud.models.kinds import OTHER, PORTS
from cloud.models.served import Served

REGION = "us-east-1"
# Settings that the laptop cloud chooses itself. All others that a stage need not have may be set for `make dev` too.
CHOSEN = frozenset(
    {
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "WEBSOCKET_MANAGEMENT_URL",
        "ACTIVE_FUNCTIONS",
        "PAGE_ORIGINS",
        "AUTH_ENDPOINT",
        "JWKS_URL",
        "BEDROCK_REGION",
        "BEDROCK_PROFILE",
        "SIGN_UP",
        "LOGIN_DOMAIN",
        "LOGIN_LABEL",
        "PROGRAM_RESOURCE",
        "PROGRAM_CLIENTS",
    }
)
MEASURABLE = {"SEARCHES_PER_MINUTE": "6000", "REQUESTS_PER_MINUTE": "60000"}  # Measurements go as fast as they can.
OWN_ACCOUNT = {"NEW_ACCOUNT_DAYS": "0"}  # Who pays for the real Bedrock and who asks are the same person here.
LAST_PORT = 65_535
BEDROCKS = ("aws", "stand-ins")  # What BEDROCK may be; the usual one is the local Bedrock with its own models.
DEMO_EMAIL = "demo@grail.local"
DEMO_ADMIN_EMAIL = "admin@grail.local"
DEMO_PASSWORD = "grail-demo-1"  # noqa: S105  The laptop's demo account; it exists nowhere else.


@dataclass(frozen=True)
class Options:
    """Ports on 127.0.0.1, where state is kept, which models answer, and the functions' optional `settings`.

    `served` are the models of servers that were found on `model_server_ports`.
    """

    home: Path
    web_port: int
    api_port: int
    aws_port: int
    bedrock_port: int
    open_browser: bool
    real_bedrock: bool
    stand_ins: bool
    embedding_model: str
    chat_models: str
    rerank_model: str
    sign_up_domains: str
    samples: bool
    watch: bool
    settings: Mapping[str, str]
    model_server_ports: Mapping[int, str] = field(default_factory=dict)
    served: tuple[Served, ...] = ()

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Options":
        """Read the environment. An empty variable is not set. Raises StartError, which names what is wrong."""
        env = {name: value for name, value in (os.environ if env is None else env).items() if value.strip()}
        bedrock = env.get("BEDROCK")
        if bedrock not in (None, *BEDROCKS):
            raise StartError(f"BEDROCK must be {' or '.join(BEDROCKS)}, or left out, not {bedrock!r}.")
        real = bedrock == "aws"
        own_server = "local.openai," if env.get("LOCAL_LLM_URL") else ""
        default_chat, default_embedding = (
            _models_of_bedrock(env) if real else (f"{own_server}local.quoting", "local.multilingual-e5-small")
        )
        return cls(
            home=Path(env.get("GRAIL_HOME", PROJECT / ".grail")).resolve(),
            web_port=_port(env, "WEB_PORT", 8080),
            api_port=_port(env, "API_PORT", 8000),
            aws_port=_port(env, "AWS_PORT", 4566),
            bedrock_port=_port(env, "BEDROCK_PORT", 4567),
            open_browser=env.get("GRAIL_OPEN", "1") != "0",
            real_bedrock=real,
            stand_ins=bedrock == "stand-ins",
            embedding_model=env.get("EMBEDDING_MODEL", default_embedding),
            chat_models=env.get("CHAT_MODELS", default_chat),
            rerank_model=env.get("RERANK_MODEL", ""),
            sign_up_domains=env.get("SIGN_UP_DOMAINS", ""),
            samples=env.get("GRAIL_SAMPLES", "1") != "0",
            watch=env.get("GRAIL_WATCH", "1") != "0",
            settings=MEASURABLE | (OWN_ACCOUNT if real else {}) | _settings(env),
            model_server_ports=_model_server_ports(env.get("MODEL_SERVER_PORTS")),
        )

    @property
    def aws_url(self) -> str:
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def web_url(self) -> str:
        return f"http://localhost:{self.web_port}"

    @property
    def api_url(self) -> str:
        return f"http://localhost:{self.api_port}"

    @property
    def bedrock_url(self) -> str:
        return f"http://127.0.0.1:{self.bedrock_port}"

    def aws_environment(self) -> dict[str, str]:
        """What makes boto3 and LanceDB speak to the laptop cloud; MiniStack takes any credentials."""
        return {
            "AWS_ENDPOINT_URL": self.aws_url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT": self.aws_url,
            "AWS_ALLOW_HTTP": "true",
            **self._bedrock_environment(),
        }

    def _bedrock_environment(self) -> dict[str, str]:
        if not self.real_bedrock:
            url = self.bedrock_url
            return {"AWS_ENDPOINT_URL_BEDROCK_RUNTIME": url, "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": url}
        region = os.environ.get("BEDROCK_REGION") or REGION
        return {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": f"https://bedrock-runtime.{region}.amazonaws.com",
            "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME": f"https://bedrock-agent-runtime.{region}.amazonaws.com",
            "BEDROCK_REGION": region,
            # The test credentials above stand in the environment; a named profile is taken before them.
            "BEDROCK_PROFILE": os.environ.get("BEDROCK_PROFILE") or "default",
        }


def _settings(env: Mapping[str, str]) -> dict[str, str]:
    """The settings of a stage that are set for the laptop too. Raises StartError for what no function would take."""
    settings = {name: env[name] for name in VARIABLES if name in env and name not in CHOSEN.union(REQUIRED)}
    try:
        Settings.from_env(dict.fromkeys(REQUIRED, "chosen later") | settings)
    except SettingsError as error:
        raise StartError(str(error)) from error
    return settings


def _port(env: Mapping[str, str], name: str, usual: int) -> int:
    return _port_of(name, env[name]) if name in env else usual


def _port_of(name: str, text: str) -> int:
    number = text.strip()
    if len(number) <= len(str(LAST_PORT)) and number.isdecimal() and 0 < int(number) <= LAST_PORT:
        return int(number)
    raise StartError(f"{name} must be a port, a number from 1 to {LAST_PORT}, not {text!r}.")


def _model_server_ports(text: str | None) -> Mapping[int, str]:
    """Where model servers are looked for, and which kind is usual there; `0` is nowhere."""
    if text is None:
        return PORTS
    if text.strip() == "0":
        return {}
    ports = [_port_of("MODEL_SERVER_PORTS", port) for port in text.split(",") if port.strip()]
    return {port: PORTS.get(port, OTHER) for port in ports}


def _models_of_bedrock(env: Mapping[str, str]) -> tuple[str, str]:
    """Chat and embedding model that a deploy would choose for the region."""
    from cloud.stack import models  # Here, since boto3 takes half a second and is needed for the real Bedrock only.

    region = env.get("BEDROCK_REGION", REGION)
    return models.default_chat_model(region), models.default_embedding_model(region)
