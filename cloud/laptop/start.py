"""Starts the laptop cloud and keeps it: MiniStack, the local Bedrock, the stack, the triggers, REST, the page."""

import importlib
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from chalice.app import Chalice

from cloud import PROJECT
from cloud.laptop.home import check_home
from cloud.laptop.options import REGION, Options
from cloud.laptop.processes import Processes, StartError, check_ports
from cloud.laptop.triggers import Handler, Triggers
from cloud.models.kinds import OTHER, PORTS
from cloud.models.served import write
from cloud.models.servers import find
from cloud.stack import stack

log = logging.getLogger(__name__)


@dataclass
class Cloud:
    """The laptop cloud. `start` brings up all of it, `stop` ends what it started."""

    options: Options
    functions: list[Handler] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.processes = Processes(self.options.home / "logs")
        self.session = boto3.Session("test", "test", region_name=REGION)

    @property
    def triggers(self) -> Triggers:
        return Triggers(self.session, self.options.aws_url)

    def start(self, *, rest: bool = True, page: bool = True) -> None:
        """Raises StartError with what to do when a port is taken or a part does not come up."""
        self.start_account(rest=rest, page=page)
        self._make_resources()
        if rest:
            self._start_rest()
        if page:
            self.processes.start("page", [sys.executable, "-m", "cloud.laptop.page"], {}, PROJECT)
            self.processes.wait_for("page", f"http://127.0.0.1:{self.options.web_port}/config.json")

    def start_account(self, *, rest: bool = False, page: bool = False) -> None:
        """An AWS account with models and nothing else in it; ports of parts still to come are looked at already."""
        options = self.options
        ports = {"AWS_PORT": options.aws_port}
        ports |= {} if options.real_bedrock else {"BEDROCK_PORT": options.bedrock_port}
        ports |= {"API_PORT": options.api_port} if rest else {}
        ports |= {"WEB_PORT": options.web_port} if page else {}
        check_home(options.home)
        check_own_ports(ports)
        self._start_models()
        self._start_aws()

    def stop(self) -> None:
        self.environment_file.unlink(missing_ok=True)
        self.processes.stop_all()

    def refresh(self) -> None:
        """Load changed code into the functions and REST."""
        self.triggers.refresh(self.functions)
        self.processes.stop("rest")
        self._start_rest()

    @property
    def environment_file(self) -> Path:
        """Read by `chalice local` when it is started by itself."""
        return self.options.home / "environment"

    def _start_aws(self) -> None:
        options = self.options
        home = options.home / "aws"
        home.mkdir(parents=True, exist_ok=True)
        environment = {
            **options.aws_environment(),
            "GATEWAY_PORT": str(options.aws_port),
            "MINISTACK_HOST": "127.0.0.1",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(home / "state"),
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(home / "s3"),
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            # Functions stay warm: on a laptop a cold start is only a wait.
            "LAMBDA_WARM_TTL_SECONDS": "86400",
            "LOG_LEVEL": "INFO",
        }
        # Not `python -m ministack`: on SIGTERM it waits for open sockets and idle connections to close before it
        # stores its state, and a page that stays open would keep it from that for ever.
        command = [sys.executable, "-m", "uvicorn", "cloud.laptop.ministack:app", "--host", "127.0.0.1"]
        command += ["--port", str(options.aws_port), "--timeout-graceful-shutdown", "1", "--timeout-keep-alive", "75"]
        command += ["--no-access-log", "--log-level", "warning", "--ws", "websockets-sansio"]
        self.processes.start("aws", command, environment, PROJECT)
        self.processes.wait_for("aws", f"{options.aws_url}/_ministack/health")

    def _start_models(self) -> None:
        if self.options.real_bedrock:
            return
        command = [sys.executable, "-m", "cloud.bedrock", "--port", str(self.options.bedrock_port)]
        command += ["--stand-ins"] if self.options.stand_ins else []
        if self.options.served:
            models = self.options.home / "models.json"
            models.parent.mkdir(parents=True, exist_ok=True)
            write(models, self.options.served)
            command += ["--models", str(models)]
        self.processes.start("bedrock", command, {}, PROJECT)
        self.processes.wait_for("bedrock", f"{self.options.bedrock_url}/_local/health")

    def _make_resources(self) -> None:
        options = self.options
        triggers = self.triggers
        parameters = {
            "Cloud": "laptop",
            "PageOrigin": options.web_url,
            "PreSignUpFunctionArn": triggers.confirm_function(options.sign_up_domains),
            "SignUp": "open",
            "SignUpDomains": options.sign_up_domains,
            "EmbeddingModel": options.embedding_model,
            "ChatModels": options.chat_models,
            "RerankModel": options.rerank_model,
        }
        cloudformation = self.session.client("cloudformation", endpoint_url=options.aws_url)
        try:
            outputs = stack.apply(cloudformation, "local", parameters)
        except stack.StackError as error:
            raise StartError(_sentence(error, options.home)) from error
        pool = outputs["UserPoolId"]
        self.environment = {
            **stack.environment(outputs),
            **options.settings,
            **options.aws_environment(),
            "GRAIL_STAGE": "local",
            "WEBSOCKET_URL": triggers.websocket_url(outputs["SocketApiId"]),
            "ANSWER_FUNCTION": "grail-local-answer",
            "PAGE_ORIGINS": f"{options.web_url},http://127.0.0.1:{options.web_port}",
            "AUTH_ENDPOINT": options.aws_url,
            "JWKS_URL": f"{options.aws_url}/{pool}/.well-known/jwks.json",
        }
        lines = "".join(f"{name}={value}\n" for name, value in self.environment.items())
        self.environment_file.write_text(lines)
        self.functions = triggers.register(_load_app(self.environment), self.environment, outputs["SocketApiId"])
        triggers.warm()

    def _start_rest(self) -> None:
        port = str(self.options.api_port)
        # Chalice reloads when any file of the project changes, stored ones among them; `refresh` does it instead.
        command = [
            sys.executable,
            "-m",
            "cloud.laptop.rest",
            "local",
            "--stage",
            "local",
            "--no-autoreload",
            "--port",
            port,
        ]
        self.processes.start("rest", command, self.environment, PROJECT)
        self.processes.wait_for("rest", f"http://127.0.0.1:{port}/health")


def check_own_ports(ports: Mapping[str, int]) -> None:
    """Raises StartError as `check_ports` does; llama.cpp and vLLM usually have two of Grail's own ports."""
    try:
        check_ports(ports)
    except StartError as error:
        servers = {
            server.port: server.kind for server in find({port: PORTS.get(port, OTHER) for port in ports.values()})
        }
        words = [
            f" {servers[str(port)]} is on port {port}: with {variable}={port + 10} make dev, Grail offers its models."
            for variable, port in ports.items()
            if str(port) in servers
        ]
        raise StartError(f"{error}{''.join(words)}") from error


def _sentence(error: stack.StackError, home: Path) -> str:
    """What stopped the resources, and what to do."""
    if "UsernameConfiguration" not in str(error):
        return str(error)
    return (
        "The accounts of this copy were made by an older Grail and cannot be brought up to date. Begin anew in another "
        f"folder: GRAIL_HOME=.grail-2 make dev. The accounts and documents of before stay in {home}."
    )


def _load_app(environment: dict[str, str]) -> Chalice:
    """`app.py` as the functions see it: its triggers name the stage's bucket and queue."""
    os.environ.update(environment)
    app: Chalice = importlib.import_module("app").app
    return app
