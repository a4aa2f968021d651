"""Starts the laptop cloud and keeps it: MiniStack, the local Bedrock, the stack, the triggers, REST, the page."""

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cloud import PROJECT
from cloud.laptop import resources
from cloud.laptop.home import check_home
from cloud.laptop.options import Options
from cloud.laptop.processes import Processes, StartError, check_ports
from cloud.models.kinds import OTHER, PORTS
from cloud.models.served import write
from cloud.models.servers import find

log = logging.getLogger(__name__)


@dataclass
class Cloud:
    """The laptop cloud. `start` brings up all of it, `stop` ends what it started."""

    options: Options
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.processes = Processes(self.options.home / "logs")

    def start(self, *, rest: bool = True, page: bool = True) -> None:
        """Raises StartError with what to do when a port is taken or a part does not come up."""
        self.start_account(rest=rest, page=page)
        self.environment = resources.in_child(resources.make, self.options)
        lines = "".join(f"{name}={value}\n" for name, value in self.environment.items())
        self.environment_file.write_text(lines)
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
        resources.in_child(resources.refresh, self.options, self.environment)
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
