"""Settings: what differs between stages. The only reader of the environment.

docs/configuration.md names every variable; a test holds the two together.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

INGEST_CONCURRENCY = 10  # As many as .chalice/config.json reserves for `embed`.
# Chalice's commands that need a stage's settings, and what to make instead.
INSTEAD = {"deploy": "deploy", "package": "deploy", "delete": "destroy"}

# A setting's variable is its field's name in capitals; these have others. The first one that is set counts.
OTHER_NAMES = {"stage": ("GRAIL_STAGE",), "region": ("AWS_REGION", "AWS_DEFAULT_REGION")}

Words = tuple[str, ...]  # With commas between them.
Count = Annotated[int, "at least 0"]
OneOrMore = Annotated[int, "at least 1"]
TwoOrMore = Annotated[int, "at least 2"]
SignUp = Literal["invited", "open"]
BucketUsers = Literal["admins", "everyone"]


class SettingsError(Exception):
    """One or more variables are missing or cannot be read; the message names all of them."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One stage's settings. Sizes are bytes, times seconds, prices US dollars.

    A field's type says how its variable is read; a field with a default is optional.
    """

    stage: str
    region: str = "us-east-1"
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
    websocket_management_url: str = ""  # `websocket_url` with http in place of ws, where it is not set.
    answer_function: str
    embedding_model: str
    chat_models: Words
    embedding_dimensions: OneOrMore | None = None
    rerank_model: str | None = None
    ocr_languages: Words = ("vie", "eng")
    ocr_pictures: Count = 0
    ocr_model: str | None = None
    ocr_model_pages: Count = 100
    fallback_model: str | None = None
    models: Mapping[str, Any] = field(default_factory=dict)
    guardrail_id: str | None = None
    guardrail_version: str = "DRAFT"
    page_origins: Words = ()
    active_functions: Words = ()
    ingest_concurrency: TwoOrMore = INGEST_CONCURRENCY
    auth_endpoint: str | None = None
    jwks_url: str | None = None
    bedrock_region: str | None = None
    bedrock_profile: str | None = None
    max_upload_bytes: Count = 200 * 1024 * 1024
    document_seconds: OneOrMore = 900
    document_characters: OneOrMore = 250_000_000
    document_pages: OneOrMore = 10_000
    copies_bytes: Count = 400 * 1024 * 1024
    prompt_price_usd: float = 0.25
    answer_price_usd: float = 1.0
    ask_price_usd: float = 0.1
    owner_documents: Count = 10_000
    owner_bytes: Count = 20 * 1024**3
    owner_notes: Count = 1_000
    owner_collections: Count = 100
    collection_documents: OneOrMore = 1_000
    collection_grants: OneOrMore = 50
    owner_memberships: Count = 100
    owner_sources: Count = 20
    source_items: OneOrMore = 1_000
    source_bytes: OneOrMore = 1024**3
    source_price_usd: float = 2.0
    source_hosts: Words = ()
    source_ports: Words = ("80", "443")
    source_buckets: Words = ()
    source_bucket_users: BucketUsers = "admins"
    export_bytes: Count = 40 * 1024**3
    daily_questions: Count = 500
    daily_price_usd: float = 5.0
    stage_daily_questions: Count = 5_000
    stage_daily_price_usd: float = 10.0
    session_days: OneOrMore = 30
    session_idle_minutes: Count = 0
    sign_up: SignUp = "invited"
    sign_up_domains: Words = ()
    login_domain: str | None = None
    login_label: str | None = None
    program_resource: str | None = None
    program_clients: Words = ()
    new_account_days: Count = 3
    new_account_daily_price_usd: float = 0.25
    parallel_answers: OneOrMore = 5
    max_sockets: OneOrMore = 20
    frames_per_minute: OneOrMore = 120
    tickets_per_minute: OneOrMore = 30
    requests_per_minute: OneOrMore = 1200
    searches_per_minute: Count = 300
    uploads_per_hour: Count = 2000
    exports_per_day: Count = 3

    @property
    def issuer(self) -> str:
        """The `iss` of the pool's tokens, as Amazon Cognito documents it."""
        return f"https://cognito-idp.{self.region}.amazonaws.com/{self.user_pool_id}"

    @property
    def sign_in_issuer(self) -> str:
        """Where the pool says how programs sign in. The laptop's pool names AWS as issuer, and is not there."""
        return f"{self.auth_endpoint}/{self.user_pool_id}" if self.auth_endpoint else self.issuer

    @property
    def rest_resource(self) -> str | None:
        """The address of REST, for which the command line's access tokens are; None where programs cannot sign in."""
        return self.program_resource.removesuffix("/mcp") if self.program_resource else None

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the environment; raises SettingsError naming every missing or bad variable at once.

        An empty variable is one that is not set. Zero is a number like any other, not the default.
        """
        if env is None:
            _use_laptop_cloud()
            env = os.environ
        types = get_type_hints(cls, include_extras=True)
        values: dict[str, Any] = {}
        faults = []
        for setting in fields(cls):
            names = variables_of(setting)
            text = next((env[name] for name in names if env.get(name, "").strip(" ,")), None)
            if text is None:
                faults += [f"{names[0]} is missing"] if is_required(setting) else []
                continue
            try:
                values[setting.name] = _READERS[types[setting.name]](text)
            except ValueError as fault:
                faults.append(f"{names[0]} {fault}")
        if faults:
            raise SettingsError("Grail cannot start: " + "; ".join(faults) + ".")
        values.setdefault("websocket_management_url", "http" + values["websocket_url"].removeprefix("ws"))
        return cls(**values)


def variables_of(setting: "Field[Any]") -> tuple[str, ...]:
    """The variables that a setting is read from."""
    return OTHER_NAMES.get(setting.name, (setting.name.upper(),))


def is_required(setting: "Field[Any]") -> bool:
    return setting.default is MISSING and setting.default_factory is MISSING


VARIABLES = tuple(name for setting in fields(Settings) for name in variables_of(setting))
REQUIRED = tuple(variables_of(setting)[0] for setting in fields(Settings) if is_required(setting))


def _words(text: str) -> Words:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _whole(text: str, least: int) -> int:
    if not _WHOLE.fullmatch(text) or int(text) < least:
        raise ValueError(f"must be a whole number of at least {least}")
    return int(text)


def _dollars(text: str) -> float:
    """An amount of at least zero; neither infinite nor `nan`, which is below no cap."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError("must be a number of at least 0")
    return float(text)


def _one_of(text: str, choices: Any) -> str:
    if text not in get_args(choices):
        raise ValueError(f"must be {' or '.join(get_args(choices))}")
    return text


def _object(text: str) -> dict[str, Any]:
    """A JSON object. Whoever reads it checks its content."""
    with suppress(ValueError):
        value = json.loads(text)
        if isinstance(value, dict):
            return value
    raise ValueError("is not a JSON object")


_WHOLE = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")
# What reads a variable, by the type of its field. A reader raises ValueError with the end of a sentence.
_READERS: Mapping[Any, Callable[[str], Any]] = {
    str: str,
    str | None: str,
    Words: _words,
    Count: partial(_whole, least=0),
    OneOrMore: partial(_whole, least=1),
    OneOrMore | None: partial(_whole, least=1),
    TwoOrMore: partial(_whole, least=2),
    float: _dollars,
    SignUp: partial(_one_of, choices=SignUp),
    BucketUsers: partial(_one_of, choices=BucketUsers),
    Mapping[str, Any]: _object,
}


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
