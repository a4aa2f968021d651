"""The three locks: what each machine installs, and that nothing of the tests is needed to run Grail."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cloud import PROJECT
from measure.running import run_tool

PLATFORMS = ("aarch64-apple-darwin", "x86_64-manylinux_2_28", "aarch64-manylinux_2_28")
PYTHONS = ("3.12", "3.13")  # Those that tools/machine.sh takes.
LAPTOP = ("requirements.txt", "requirements-laptop.txt")
UNREACHED = 2  # uv's exit code where nobody answers; 1 says that the packages cannot be had.
# What a person starts, with what those load: `make dev`, `account`, `deploy`, `destroy`, `reembed`, `eval`.
STARTED = (
    *(
        "cloud.laptop.__main__",
        "cloud.laptop.account",
        "cloud.laptop.ministack",
        "cloud.bedrock.__main__",
        "cloud.laptop.page",
        "cloud.laptop.rest",
    ),
    *(
        "cloud.aws.deploy",
        "cloud.aws.destroy",
        "cloud.aws.reembed",
        "cloud.chalice.run",
        "operations.__main__",
        "measure.evaluate.__main__",
    ),
)


def pins(name: str) -> dict[str, str]:
    """Version and marker of each package of a lock."""
    found = re.findall(r"^([\w.-]+)(?:\[[^]]+\])?==(.+?) \\$", (PROJECT / name).read_text(), re.M)
    assert found
    return dict(found)


def index_of_pip() -> dict[str, str]:
    """uv's variable for the registry that pip is told of, as tools/make-venv passes it on."""
    listed = run_tool(sys.executable, "-m", "pip", "config", "list").stdout
    found = re.findall(r"^(?:global|install|user|site|:env:)\.index-url='(.*)'$", listed, re.M)
    return {"UV_DEFAULT_INDEX": found[-1]} if found and "UV_DEFAULT_INDEX" not in os.environ else {}


def dry_run(*words: str) -> "subprocess.CompletedProcess[str]":
    """What `uv pip install` would do; a laptop without a network skips the test, CI may not (no_skips.py)."""
    uv = Path(sys.executable).with_name("uv")
    command = [str(uv), "pip", "install", "--dry-run", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    with tempfile.TemporaryDirectory() as nowhere:
        oldest_macos = {"MACOSX_DEPLOYMENT_TARGET": "14.0"}  # As tools/machine.sh says.
        run = run_tool(*command, "--target", nowhere, *words, **index_of_pip(), **oldest_macos)
    if run.returncode == UNREACHED:
        pytest.skip(f"The package registry cannot be reached: {run.stderr.strip().splitlines()[-1]}")
    return run


def requirements(*names: str) -> list[str]:
    return [word for name in names for word in ("-r", str(PROJECT / name))]


def test_the_locks_agree_on_every_package() -> None:
    production, laptop, development = (pins(name) for name in (*LAPTOP, "requirements-dev.txt"))
    for larger, smaller in ((laptop, production), (development, production), (development, laptop)):
        both = larger.keys() & smaller.keys()
        assert both
        assert {name: larger[name].split()[0] for name in both} == {name: smaller[name].split()[0] for name in both}


def test_the_runtime_client_is_installed_on_linux_alone() -> None:
    assert not {"awslambdaric"} & {*pins("requirements.txt"), *pins("requirements-laptop.txt")}
    assert pins("requirements-dev.txt")["awslambdaric"].endswith("; sys_platform == 'linux'")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_laptop_lock_resolves_from_wheels_alone(platform: str, python: str) -> None:
    run = dry_run("--python-platform", platform, "--python-version", python, *requirements(*LAPTOP))
    assert run.returncode == 0, run.stderr
    assert f" + lancedb=={pins('requirements.txt')['lancedb']}" in run.stderr


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_lock_of_llama_cpp_resolves_from_wheels_alone(platform: str) -> None:
    run = dry_run("--python-platform", platform, "--python-version", "3.12", *requirements("requirements-model.txt"))
    assert run.returncode == 0, run.stderr


def test_llama_cpp_is_installed_only_where_it_is_asked_for() -> None:
    assert set(pins("requirements-model.txt")) == {"xllamacpp"}
    assert "xllamacpp" not in {**pins("requirements-laptop.txt"), **pins("requirements-dev.txt")}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_development_lock_resolves_from_wheels_alone(platform: str) -> None:
    run = dry_run("--python-platform", platform, "--python-version", "3.13", *requirements("requirements-dev.txt"))
    assert run.returncode == 0, run.stderr
    assert ("awslambdaric" in run.stderr) == ("manylinux" in platform)


@pytest.mark.parametrize("platform", ["x86_64-apple-darwin", "x86_64-pc-windows-msvc", "x86_64-unknown-linux-musl"])
def test_the_machines_that_are_refused_lack_a_wheel(platform: str) -> None:
    """Once it fails, tools/machine.sh refuses a machine that Grail would run on."""
    run = dry_run("--python-platform", platform, "--python-version", "3.13", *requirements(*LAPTOP))
    assert run.returncode == 1
    assert "wheel" in run.stderr.lower()


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment as `make dev` makes it."""
    dry_run(*requirements("tools/uv.txt"))
    folder = tmp_path_factory.mktemp("laptop") / "venv"
    run = run_tool("bash", str(PROJECT / "tools" / "make-venv"), str(folder), PYTHON3=sys.executable)
    assert run.returncode == 0, run.stderr
    return folder


def test_the_laptop_packages_run_all_that_a_person_starts(laptop: Path) -> None:
    code = f"import importlib; [importlib.import_module(name) for name in {STARTED}]"
    run = run_tool(str(laptop / "bin" / "python"), "-c", code)
    assert run.returncode == 0, run.stderr


def test_the_laptop_packages_list_what_an_image_holds(laptop: Path, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from cloud.aws.image.image import bill_of_materials as bill;"
        "bill(*map(pathlib.Path, sys.argv[1:]))"
    )
    path = f"{laptop / 'bin'}:{os.environ['PATH']}"
    bill = tmp_path / "bill.json"
    run = run_tool(str(laptop / "bin" / "python"), "-c", code, "requirements.txt", str(bill), PATH=path)
    assert run.returncode == 0, run.stderr
    assert '"lancedb"' in bill.read_text()


def test_the_laptop_environment_holds_nothing_of_development(laptop: Path) -> None:
    listed = run_tool(str(laptop / "bin" / "uv"), "pip", "freeze", "--python", str(laptop / "bin" / "python")).stdout
    installed = {line.split("==")[0].lower() for line in listed.splitlines()}
    assert {"lancedb", "ministack", "cyclonedx-bom"} <= installed
    assert not {"pytest", "mypy", "moto", "awslambdaric", "playwright"} & installed
