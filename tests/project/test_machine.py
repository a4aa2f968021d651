"""What `make dev` says on a machine that Grail cannot run on, before it installs anything."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cloud import PROJECT
from measure.running import run_tool

TOOLS = ("bash", "dirname", "rm", "cat", "cut")
NATIVE = {"Darwin arm64": "", "Linux x86_64": "", "Linux aarch64": ""}
REFUSED = {
    "Darwin x86_64": "Macs with an Intel processor",
    "MINGW64_NT-10.0-26100 x86_64": "wsl --install",
    "MSYS_NT-10.0-26100 x86_64": "wsl --install",
    "CYGWIN_NT-10.0 x86_64": "wsl --install",
    "Windows_NT x86_64": "wsl --install",
    "Linux armv7l": "not on Linux armv7l",
    "FreeBSD amd64": "not on FreeBSD amd64",
}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH on which there is nothing but a shell's tools, and a Linux that Grail runs on."""
    for tool in TOOLS:
        (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    be(tmp_path, "Linux x86_64")
    add(tmp_path, "ldd", "echo 'ldd (GNU libc) 2.39'")
    return tmp_path


def add(machine: Path, name: str, does: str) -> None:
    (machine / name).write_text(f"#!/bin/sh\n{does}\n")
    (machine / name).chmod(0o755)


def be(machine: Path, system: str) -> None:
    name, processor = system.split()
    add(machine, "uname", f'[ "$1" = -s ] && echo {name} || echo {processor}')


def add_python(machine: Path) -> None:
    """One that fits; what it is asked to install it notes down and does not."""
    add(machine, "python3", f'[ "$1" = -c ] || echo "$@" >> {machine}/installed')


def check(machine: Path, tool: str = "check-machine", *words: str) -> "subprocess.CompletedProcess[str]":
    path = str(machine)
    return subprocess.run(
        ["bash", str(PROJECT / "tools" / tool), *words], env={"PATH": path}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("tool", ["check-machine", "make-venv"])
@pytest.mark.parametrize("system", REFUSED)
def test_an_unfit_machine_is_refused_in_one_sentence(system: str, tool: str, machine: Path) -> None:
    be(machine, system)
    add_python(machine)
    run = check(machine, tool, *([str(machine / "venv")] if tool == "make-venv" else []))
    assert run.returncode == 1
    assert REFUSED[system] in run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert not (machine / "installed").exists()
    assert run.stdout == ""


@pytest.mark.parametrize("system", NATIVE)
def test_a_fit_machine_is_taken(system: str, machine: Path) -> None:
    be(machine, system)
    add(machine, "sw_vers", "echo 15.6")
    add_python(machine)
    add(machine, "node", "exit 0")
    add(machine, "npm", "exit 0")
    run = check(machine)
    assert (run.returncode, run.stderr, run.stdout) == (0, "", "")


def test_an_old_macos_is_asked_to_be_updated(machine: Path) -> None:
    be(machine, "Darwin arm64")
    add(machine, "sw_vers", "echo 13.7.6")
    assert "needs macOS 14 or later" in check(machine).stderr


def test_a_terminal_under_rosetta_is_named(machine: Path) -> None:
    be(machine, "Darwin x86_64")
    add(machine, "sysctl", "echo 1")
    assert "runs under Rosetta" in check(machine).stderr


def test_a_linux_with_musl_is_refused(machine: Path) -> None:
    add(machine, "ldd", "echo 'musl libc (x86_64)' >&2; exit 1")
    run = check(machine)
    assert run.returncode == 1
    assert "with glibc" in run.stderr


@pytest.mark.parametrize("tool", ["check-machine", "make-venv"])
def test_a_machine_without_python_is_told_what_to_install(tool: str, machine: Path) -> None:
    run = check(machine, tool, str(machine / "venv"))
    assert run.returncode == 1
    assert "needs Python 3.13" in run.stderr
    assert "pyenv install 3.13" in run.stderr


@pytest.mark.parametrize("node", [None, "exit 1"])
def test_a_machine_without_node_is_told_what_to_install(node: str | None, machine: Path) -> None:
    add_python(machine)
    add(machine, "npm", "exit 0")
    if node:
        add(machine, "node", node)
    run = check(machine)
    assert run.returncode == 1
    assert "Node.js 20.19 or later" in run.stderr


def test_a_full_disk_is_told_before_anything_is_installed(machine: Path) -> None:
    add_python(machine)
    add(machine, "df", "echo Filesystem; echo '/dev/disk1 100 90 409600 98% /'")
    run = check(machine)
    assert run.returncode == 1
    assert run.stderr == (
        "Grail needs 2000 MB of free room to install its packages, and this disk has 400 MB. Make room, and run this "
        "command again.\n"
    )


@pytest.mark.parametrize(
    "says", ["exit 1", "echo Filesystem", "echo F; echo /dev/disk1 - - -", "echo F; echo x 1 1 9999999"]
)
def test_a_disk_with_room_or_of_unknown_room_is_taken(machine: Path, says: str) -> None:
    add_python(machine)
    add(machine, "df", says)
    add(machine, "node", "exit 0")
    add(machine, "npm", "exit 0")
    run = check(machine)
    assert (run.returncode, run.stderr) == (0, "")


def test_the_scripts_run_in_the_shells_and_make_of_a_mac() -> None:
    """bash 3.2, make 3.81 and BSD's tools: what they do not know is used nowhere."""
    newer = r"mapfile|readarray|declare -A|\$\{\w+(,,|\^\^)|sed -i|readlink -f|find .*-printf|\btimeout |\bexpand |&>>"
    files = ("Makefile", "tools/make-venv", "tools/machine.sh", "tools/check-machine")
    run = run_tool("grep", "-nE", f"{newer}|\\.ONESHELL|\\$\\(file ", *files)
    assert (run.returncode, run.stdout) == (1, "")
