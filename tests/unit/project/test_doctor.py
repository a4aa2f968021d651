"""What keeps Grail from starting is one sentence with the way out, at a start and from `make doctor`."""

import socket
import subprocess
from pathlib import Path

import pytest

from cloud.laptop import doctor, home
from cloud.laptop.doctor import Finding, findings, of_wsl
from cloud.laptop.home import check_home
from cloud.laptop.options import Options
from cloud.laptop.processes import StartError
from cloud.models.weights import catalogue
from measure.running import free_ports
from tests.support.disks import fill

NAMES = ("WEB_PORT", "API_PORT", "AWS_PORT", "BEDROCK_PORT")


@pytest.fixture
def env(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    ports = dict(zip(NAMES, map(str, free_ports(4)), strict=True))
    return {"GRAIL_HOME": str(tmp_path / "home"), "MODEL_SERVER_PORTS": "0", **ports}


def bad(env: dict[str, str]) -> list[str]:
    return [finding.text for finding in findings(Options.from_env(env)) if finding.good is False]


def test_a_folder_that_can_be_used_is_taken(tmp_path: Path) -> None:
    check_home(tmp_path / "new" / "home")
    assert list((tmp_path / "new" / "home").iterdir()) == []


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match=r"cannot be written to: .*\. Choose another folder: GRAIL_HOME=/path"):
        check_home(tmp_path / "file" / "home")


def test_a_read_only_disk_is_one_sentence(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StartError, match="cannot be written to: Read-only file system"):
        check_home(small_disk)


@pytest.mark.parametrize("filled", [True, False])
def test_a_full_disk_is_one_sentence(small_disk: Path, filled: bool) -> None:
    if filled:
        fill(small_disk)
    with pytest.raises(StartError, match=r"has [01] MB left, and Grail needs 500\. Make room, or choose"):
        check_home(small_disk)


def test_little_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "LEAST_FREE", 10**18)
    with pytest.raises(StartError, match="Make room"):
        check_home(tmp_path)


def test_a_machine_that_lacks_nothing_has_no_complaint(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MEMORY_GB", 0)
    assert bad(env) == []
    assert not Path(env["GRAIL_HOME"]).exists(), "it changes nothing"


def test_a_taken_port_is_told_with_its_variable(env: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(env["API_PORT"]))):
        assert any(f"port {env['API_PORT']} (API_PORT)" in text for text in bad(env))


def test_the_ports_of_a_grail_that_runs_are_no_fault(env: dict[str, str]) -> None:
    Path(env["GRAIL_HOME"]).mkdir()
    (Path(env["GRAIL_HOME"]) / "environment").write_text("")
    with socket.create_server(("127.0.0.1", int(env["WEB_PORT"]))):
        assert not any("port" in text for text in bad(env))
        told = [finding.text for finding in findings(Options.from_env(env)) if finding.good is None]
    assert any("Grail runs already" in text for text in told)


def test_a_small_memory_is_told(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "MEMORY_GB", 10**6)
    assert any("of memory; Grail and a browser want" in text for text in bad(env))


def test_a_proxy_is_named_without_its_address(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://" + "me:word@proxy.example:3128")
    monkeypatch.setenv("all_proxy", "socks5h://proxy.example:1080")
    lines = [str(finding) for finding in findings(Options.from_env(env))]
    assert any(line.startswith("· Calls that leave the machine go through the https proxy") for line in lines)
    assert any(line.startswith("✗ The all proxy is of the SOCKS kind") for line in lines)
    assert not any("word" in line for line in lines)


def test_a_model_that_was_fetched_is_named(env: dict[str, str]) -> None:
    models = Path(env["GRAIL_HOME"]) / "models"
    models.mkdir(parents=True)
    (models / catalogue()["small"].file).write_bytes(b"GGUF")
    assert Finding(None, "Qwen2.5 1.5B Instruct is here: make dev MODEL=small") in list(findings(Options.from_env(env)))


@pytest.mark.parametrize(
    ("release", "project", "told"),
    [
        ("5.15.167.4-microsoft-standard-WSL2", "/mnt/c/Users/me/grail", 1),
        ("5.15.167.4-microsoft-standard-WSL2", "/home/me/grail", 0),
        ("6.8.0-generic", "/mnt/data/grail", 0),
    ],
)
def test_a_project_on_a_disk_of_windows_is_told(release: str, project: str, told: int) -> None:
    assert len(list(of_wsl(release, Path(project)))) == told
