"""`make doctor`: what this machine has and lacks for Grail, one line each; changes nothing."""

import os
import platform
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cloud import PROJECT
from cloud.laptop.home import check_home
from cloud.laptop.options import Options
from cloud.laptop.page import PAGE
from cloud.laptop.processes import StartError, check_ports
from cloud.models.offer import offer
from cloud.models.servers import find
from cloud.models.weights import catalogue

MEMORY_GB = 4  # What `make dev` and a browser take, with room for other programs.


@dataclass(frozen=True)
class Finding:
    """`good` is None for what is only worth knowing."""

    good: bool | None
    text: str

    def __str__(self) -> str:
        return f"{ {True: '✓', False: '✗', None: '·'}[self.good] } {self.text}"


def findings(options: Options) -> Iterator[Finding]:
    yield from _of_home(options)
    yield from _of_ports(options)
    yield from _of_page()
    yield from _of_machine()
    yield from _of_proxies()
    yield from _of_models(options)


def _of_home(options: Options) -> Iterator[Finding]:
    existed = options.home.exists()
    yield _checked(lambda: check_home(options.home), f"{options.home} can be written to and has room.")
    if not existed and options.home.exists():
        options.home.rmdir()


def _of_ports(options: Options) -> Iterator[Finding]:
    ports = {
        "WEB_PORT": options.web_port,
        "API_PORT": options.api_port,
        "AWS_PORT": options.aws_port,
        "BEDROCK_PORT": options.bedrock_port,
    }
    if (options.home / "environment").exists():
        yield Finding(None, f"Grail runs already, and has its ports: {options.web_url}.")
        return
    yield _checked(lambda: check_ports(ports), f"The ports {', '.join(map(str, ports.values()))} are free.")


def _of_page() -> Iterator[Finding]:
    built = (PAGE / "index.html").exists()
    yield Finding(built or None, "The page is built." if built else "The page is not built yet: make dev does it.")


def _of_machine() -> Iterator[Finding]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    enough = memory >= MEMORY_GB
    advice = "" if enough else f"; Grail and a browser want {MEMORY_GB}"
    yield Finding(enough, f"{os.cpu_count()} processors and {memory:.0f} GB of memory{advice}.")
    yield from of_wsl(platform.release(), PROJECT)


def of_wsl(release: str, project: Path) -> Iterator[Finding]:
    """Windows' disks are slow from inside WSL, and tell of no changed file."""
    if "microsoft" in release.lower() and project.parts[1:2] == ("mnt",):
        yield Finding(
            False,
            f"{project} is on a disk of Windows, which is slow from WSL: clone Grail inside Linux, as in ~/grail.",
        )


def _of_proxies() -> Iterator[Finding]:
    proxies = {name: url for name, url in urllib.request.getproxies().items() if name in ("http", "https", "all")}
    for name, url in proxies.items():
        if url.split("://")[0].startswith("socks"):
            yield Finding(
                False, f"The {name} proxy is of the SOCKS kind, which Grail does not speak: name an HTTP proxy."
            )
        else:
            yield Finding(None, f"Calls that leave the machine go through the {name} proxy that the environment names.")


def _of_models(options: Options) -> Iterator[Finding]:
    own = {options.web_port, options.api_port, options.aws_port, options.bedrock_port}
    yield from (Finding(None, line) for line in offer(find(options.model_server_ports, own)).lines)
    for name, weights in catalogue().items():
        if (options.home / "models" / weights.file).exists():
            yield Finding(None, f"{weights.label} is here: make dev MODEL={name}")


def _checked(check: Callable[[], None], text: str) -> Finding:
    try:
        check()
    except StartError as error:
        return Finding(False, str(error))
    return Finding(True, text)


def main() -> int:
    try:
        options = Options.from_env()
    except StartError as error:
        print(Finding(False, str(error)))
        return 1
    found = list(findings(options))
    for finding in found:
        print(finding)
    return 1 if any(finding.good is False for finding in found) else 0


if __name__ == "__main__":
    sys.exit(main())
