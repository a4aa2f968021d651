"""Settings: what differs between stages. The only reader of the environment.

docs/configuration.md names every variable; a test holds the two together.
"""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

REQUIRED = (
    "GRAIL_STAGE",
    "DOCUMENTS_BUCKET",
    "VECTORS_BUCKET",
    "INGEST_QUEUE_URL",
    "INGEST_DEAD_LETTER_QUEUE_URL",
    "DOCUMENTS_TABLE",
    "CONNECTIONS_TABLE",
    "TICKETS_TABLE",
    "CONVERSATIONS_TABLE",
    "MESSAGES_TABLE",
    "USAGE_TABLE",
    "EDGE_TABLE",
    "USER_POOL_ID",
    "USER_POOL_CLIENT_ID",
    "WEBSOCKET_URL",
    "ANSWER_FUNCTION",
    "EMBEDDING_MODEL",
    "CHAT_MODELS",
)


_WHOLE = re.compile(r"\d{1,15}")
_DECIMAL = re.compile(r"\d{1,15}(\.\d{1,15})?")
INGEST_CONCURRENCY = 10  # As many as .chalice/config.json reserves for `embed`.
# Chalice's commands that need a stage's settings, and what to make instead.
INSTEAD = {"deploy": "deploy", "package": "deploy", "delete": "destroy"}


class SettingsError(Exception):
    """One or more variables are missing or cannot be read; the message names all of them."""


@dataclass(frozen=True)
class Settings:
    """One stage's settings. Sizes are bytes, times seconds, prices US dollars."""

    stage: str
    region: str
    documents_bucket: str
    vectors_bucket: str
    ingest_queue_url: str
    ingest_dead_letter_queue_url: str
    documents_table: str
    connections_table: str
    tickets_table: str
    conversations_table: str
    messages_table: str
    usage_table: str
    edge_table: str
    user_pool_id: str
    user_pool_client_id: str
    websocket_url: str
    websocket_management_url: str
    answer_function: str
    embedding_model: str
    chat_models: tuple[str, ...]
    embedding_dimensions: int | None = None
    rerank_model: str | None = None
    fallback_model: str | None = None
    models: Mapping[str, Any] = field(default_factory=dict)
    guardrail_id: str | None = None
    guardrail_version: str = "DRAFT"
    page_origins: tuple[str, ...] = ()
    active_functions: tuple[str, ...] = ()
    ingest_concurrency: int = INGEST_CONCURRENCY
    auth_endpoint: str | None = None
    jwks_url: str | None = None
    bedrock_region: str | None = None
    bedrock_profile: str | None = None
    max_upload_bytes: int = 200 * 1024 * 1024
    copies_bytes: int = 400 * 1024 * 1024
    daily_questions: int = 500
    daily_price_usd: float = 5.0
    stage_daily_questions: int = 5_000
    stage_daily_price_usd: float = 10.0
    sign_up: str = "invited"
    sign_up_domains: tuple[str, ...] = ()
    login_domain: str | None = None
    login_label: str | None = None
    new_account_days: int = 3
    new_account_daily_price_usd: float = 0.25
    parallel_answers: int = 5
    max_sockets: int = 20
    frames_per_minute: int = 120
    tickets_per_minute: int = 30
    searches_per_minute: int = 300
    uploads_per_hour: int = 2000

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens, as Amazon Cognito documents it."""
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.user_pool_id}"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; raises SettingsError naming every missing or bad variable at once."""
        if env is None:
            _use_laptop_cloud()
            env = os.environ
        reader = _Reader(env)
        settings = cls(
            stage=reader.text("GRAIL_STAGE"),
            region=env.get("AWS_REGION") or env.get("AWS_DEFAULT_REGION") or "us-east-1",
            documents_bucket=reader.text("DOCUMENTS_BUCKET"),
            vectors_bucket=reader.text("VECTORS_BUCKET"),
            ingest_queue_url=reader.text("INGEST_QUEUE_URL"),
            ingest_dead_letter_queue_url=reader.text("INGEST_DEAD_LETTER_QUEUE_URL"),
            documents_table=reader.text("DOCUMENTS_TABLE"),
            connections_table=reader.text("CONNECTIONS_TABLE"),
            tickets_table=reader.text("TICKETS_TABLE"),
            conversations_table=reader.text("CONVERSATIONS_TABLE"),
            messages_table=reader.text("MESSAGES_TABLE"),
            usage_table=reader.text("USAGE_TABLE"),
            edge_table=reader.text("EDGE_TABLE"),
            user_pool_id=reader.text("USER_POOL_ID"),
            user_pool_client_id=reader.text("USER_POOL_CLIENT_ID"),
            websocket_url=reader.text("WEBSOCKET_URL"),
            websocket_management_url=env.get("WEBSOCKET_MANAGEMENT_URL") or _posted_to(env.get("WEBSOCKET_URL", "")),
            answer_function=reader.text("ANSWER_FUNCTION"),
            embedding_model=reader.text("EMBEDDING_MODEL"),
            chat_models=reader.words("CHAT_MODELS"),
            embedding_dimensions=reader.optional_whole("EMBEDDING_DIMENSIONS", least=1),
            rerank_model=env.get("RERANK_MODEL") or None,
            fallback_model=env.get("FALLBACK_MODEL") or None,
            models=reader.objects("MODELS"),
            guardrail_id=env.get("GUARDRAIL_ID") or None,
            guardrail_version=env.get("GUARDRAIL_VERSION") or cls.guardrail_version,
            page_origins=reader.words("PAGE_ORIGINS"),
            active_functions=reader.words("ACTIVE_FUNCTIONS"),
            ingest_concurrency=reader.whole("INGEST_CONCURRENCY", INGEST_CONCURRENCY, least=2),
            auth_endpoint=env.get("AUTH_ENDPOINT") or None,
            jwks_url=env.get("JWKS_URL") or None,
            bedrock_region=env.get("BEDROCK_REGION") or None,
            bedrock_profile=env.get("BEDROCK_PROFILE") or None,
            max_upload_bytes=reader.whole("MAX_UPLOAD_BYTES", cls.max_upload_bytes),
            copies_bytes=reader.whole("COPIES_BYTES", cls.copies_bytes),
            daily_questions=reader.whole("DAILY_QUESTIONS", cls.daily_questions),
            daily_price_usd=reader.dollars("DAILY_PRICE_USD", cls.daily_price_usd),
            stage_daily_questions=reader.whole("STAGE_DAILY_QUESTIONS", cls.stage_daily_questions),
            stage_daily_price_usd=reader.dollars("STAGE_DAILY_PRICE_USD", cls.stage_daily_price_usd),
            sign_up=reader.one_of("SIGN_UP", ("invited", "open")),
            sign_up_domains=reader.words("SIGN_UP_DOMAINS"),
            login_domain=env.get("LOGIN_DOMAIN") or None,
            login_label=env.get("LOGIN_LABEL") or None,
            new_account_days=reader.whole("NEW_ACCOUNT_DAYS", cls.new_account_days),
            new_account_daily_price_usd=reader.dollars("NEW_ACCOUNT_DAILY_PRICE_USD", cls.new_account_daily_price_usd),
            parallel_answers=reader.whole("PARALLEL_ANSWERS", cls.parallel_answers, least=1),
            max_sockets=reader.whole("MAX_SOCKETS", cls.max_sockets, least=1),
            frames_per_minute=reader.whole("FRAMES_PER_MINUTE", cls.frames_per_minute, least=1),
            tickets_per_minute=reader.whole("TICKETS_PER_MINUTE", cls.tickets_per_minute, least=1),
            searches_per_minute=reader.whole("SEARCHES_PER_MINUTE", cls.searches_per_minute),
            uploads_per_hour=reader.whole("UPLOADS_PER_HOUR", cls.uploads_per_hour),
        )
        reader.check()
        return settings


def refuse_bare_deploy(argv: Sequence[str] | None = None) -> None:
    """Stop those commands of Chalice that need a stage's settings; the message says what to type.

    A stage's settings, its policies and its image are filled in by `make deploy`; without them Chalice would deploy
    functions that cannot start, and call that a success.
    """
    if os.environ.get("AWS_CHALICE_CLI_MODE") != "true":
        return
    words = [part for word in (sys.argv if argv is None else argv)[1:] for part in word.split("=", 1)]
    values = {option: value for option, value in pairwise(words) if option in ("--project-dir", "--stage", "--profile")}
    given = (word for word in words if not word.startswith("-") and word != values.get("--project-dir"))
    if instead := INSTEAD.get(next(given, "")):
        profile = f"AWS_PROFILE={values['--profile']} " if "--profile" in values else ""
        stage = values.get("--stage", "dev")
        raise SystemExit(
            f"Grail's functions are images with settings of their stage. Type: {profile}make {instead} STAGE={stage}"
        )


def ingest_concurrency(env: Mapping[str, str] | None = None) -> int:
    """How many messages of the queue are worked on at once, which Chalice takes from `app.py` when it deploys.

    It may not fail: `Settings` says so if the variable cannot be read.
    """
    value = (os.environ if env is None else env).get("INGEST_CONCURRENCY", "")
    return int(value) if _WHOLE.fullmatch(value) else INGEST_CONCURRENCY


def trigger_sources(env: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Bucket and queue whose events start functions: names that `app.py` needs when it is imported.

    It may not fail either: unset, they are named after the local stage.
    """
    values = os.environ if env is None else env
    queue_url = values.get("INGEST_QUEUE_URL", "grail-local-ingest")
    return values.get("DOCUMENTS_BUCKET", "grail-local-documents"), queue_url.rsplit("/", 1)[-1]


def _posted_to(websocket_url: str) -> str:
    """Where frames are posted: the sockets' address with http in place of ws."""
    return "http" + websocket_url.removeprefix("ws")


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._faults: list[str] = []

    def text(self, name: str) -> str:
        value = self._env.get(name, "")
        if not value:
            self._faults.append(f"{name} is missing")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        words = tuple(word.strip() for word in self._env.get(name, "").split(",") if word.strip())
        if not words and name in REQUIRED:
            self._faults.append(f"{name} is missing")
        return words

    def one_of(self, name: str, allowed: Sequence[str]) -> str:
        """One of the allowed words; the first of them where the variable is unset."""
        value = self._env.get(name, "") or allowed[0]
        if value not in allowed:
            self._faults.append(f"{name} must be {' or '.join(allowed)}")
        return value

    def objects(self, name: str) -> dict[str, Any]:
        """A JSON object; what stands in it is checked by who reads it."""
        try:
            value = json.loads(self._env.get(name) or "{}")
        except ValueError:
            value = None
        if not isinstance(value, dict):
            self._faults.append(f"{name} is not a JSON object")
            return {}
        return value

    def whole(self, name: str, default: int, least: int = 0) -> int:
        """A whole number of at least `least`. Zero is a number like any other, not the default."""
        value = self._env.get(name, "")
        if not value:
            return default
        if not _WHOLE.fullmatch(value) or int(value) < least:
            self._faults.append(f"{name} must be a whole number of at least {least}")
            return default
        return int(value)

    def optional_whole(self, name: str, least: int) -> int | None:
        return self.whole(name, least, least) if self._env.get(name) else None

    def dollars(self, name: str, default: float) -> float:
        """An amount of at least zero; neither infinite nor `nan`, which is below no cap."""
        value = self._env.get(name, "")
        if not value:
            return default
        if not _DECIMAL.fullmatch(value):
            self._faults.append(f"{name} must be a number of at least 0")
            return default
        return float(value)

    def check(self) -> None:
        if self._faults:
            raise SettingsError("Grail cannot start: " + "; ".join(self._faults) + ".")


def _use_laptop_cloud() -> None:
    """Under the command `chalice local`, take what is unset from the file that `make dev` keeps while it runs.

    Bound to that one command, so that a deploy from the same shell can never be turned to the laptop.
    """
    if os.environ.get("AWS_CHALICE_CLI_MODE") != "true" or "local" not in sys.argv[1:2]:
        return
    file = Path(os.environ.get("GRAIL_HOME", ".grail")) / "environment"
    if file.exists():
        for line in file.read_text().splitlines():
            name, _, value = line.partition("=")
            os.environ.setdefault(name, value)
