"""The command line as a person uses it, at a running Grail: a token made, a file added, asked, found and deleted."""

import html
import itertools
import json
import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import jwt
import pytest

from cloud import PROJECT
from measure.page_client import PageClient
from measure.running import PASSWORD, RunningGrail

TEXT = "The lighthouse of Morvane was built in 1874. Its keeper is called Ilse Brand. The lamp is lit at dusk."
QUESTION = "Who is the keeper of the lighthouse of Morvane?"
WITHOUT_TYPES = """
const fs = require("fs"), ts = require(process.argv[1]);
const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext };
const made = ts.transpileModule(fs.readFileSync("example.ts", "utf8"), { compilerOptions });
fs.writeFileSync("example.mjs", made.outputText);
"""  # Node.js before 22 reads no types itself.
Grail = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("GRAIL_")},
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "PYTHONPATH": str(PROJECT),
    }


@pytest.fixture
def grail(running: RunningGrail, client: PageClient, environment: dict[str, str], tmp_path: Path) -> Grail:
    """Runs a command in a process of its own, signed in with a token that the account made."""
    token = client.call("POST", "/tokens", {"name": "Terminal", "scopes": ["read", "ask", "write"], "days": 1})["token"]

    def run(*arguments: str, text: str = "", code: int = 0) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", "from grail.commands.main import main; main()", *arguments]
        ended = subprocess.run(
            command, input=text, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )
        assert ended.returncode == code, ended.stderr
        assert token not in ended.stdout + ended.stderr
        return ended

    run("list", code=3)
    run("--url", running.api_url, "login", text=f"{token}\n")
    return run


def test_a_file_is_added_asked_found_and_deleted(grail: Grail, client: PageClient, tmp_path: Path) -> None:
    (tmp_path / "lighthouse.txt").write_text(TEXT)
    added = json.loads(grail("add", "lighthouse.txt", "--tag", "sea", "--json").stdout)
    assert (added["status"], added["tags"]) == ("ready", ["sea"])
    told = grail("ask", QUESTION).stdout
    assert "Ilse Brand" in told
    assert "[1] lighthouse.txt" in told
    answer = json.loads(grail("ask", QUESTION, "--json").stdout)
    assert any("Ilse Brand" in citation["quote"] for citation in answer["citations"])
    assert "Ilse Brand" in grail("search", "keeper of Morvane").stdout
    grail("verify", "Its keeper is called Ilse Brand.", "--document", added["id"])
    grail("verify", "Its keeper is called Jonas Brand.", "--document", added["id"], code=1)
    assert TEXT in grail("get", added["id"], "--text").stdout
    grail("get", added["id"], "--file", "copy.txt")
    assert (tmp_path / "copy.txt").read_text() == TEXT
    assert "questions" in grail("usage").stdout
    grail("delete", added["id"], "--yes")
    assert all(document.status == "deleting" for document in client.documents())


def test_a_folder_is_kept_in_step_and_the_bridge_speaks(grail: Grail, client: PageClient, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "lighthouse.txt").write_text(TEXT)
    (folder / "harbour.txt").write_text("The harbour of Morvane has three quays.")
    grail("sync", str(folder))
    (folder / "harbour.txt").write_text("The harbour of Morvane has four quays.")
    (folder / "lighthouse.txt").rename(folder / "tower.txt")
    assert sorted(grail("sync", str(folder)).stdout.split("\n")) == ["", "> tower.txt", "~ harbour.txt"]
    assert grail("sync", str(folder)).stdout == ""
    documents = {document.filename: document.version for document in client.documents()}
    assert documents == {"tower.txt": 1, "harbour.txt": 2}
    assert "four quays" in grail("search", "quays").stdout
    params = {"name": "search", "arguments": {"query": "quays"}}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    (line,) = grail("mcp", text=json.dumps(asked) + "\n").stdout.splitlines()
    assert "four quays" in json.loads(line)["result"]["content"][0]["text"]


def test_a_person_signs_in_with_a_browser(
    running: RunningGrail, client: PageClient, environment: dict[str, str], tmp_path: Path
) -> None:
    """By the page of the pool, as on a stage, with the form filled in by hand."""
    email = str(jwt.decode(client.id_token, options={"verify_signature": False})["email"])
    command = [sys.executable, "-c", "from grail.commands.main import main; main()", "--url", running.api_url]
    login = subprocess.Popen(
        [*command, "login", "--no-browser", "--scope", "read"],
        env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert login.stderr is not None
    address = next(line.strip() for line in login.stderr if line.startswith("http"))
    with httpx.Client(trust_env=False) as browser:
        hidden = re.findall(r'name="(\w+)" value="([^"]*)"', browser.get(address).text)
        form = {name: html.unescape(value) for name, value in hidden}
        at = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}/login"
        wrong = browser.post(at, data=form | {"username": email, "password": "wrong"})
        assert "Incorrect username or password" in wrong.text
        sent_back = browser.post(at, data=form | {"username": email, "password": PASSWORD})
        assert "You may close this page" in browser.get(sent_back.headers["location"]).text
    assert login.wait(timeout=30) == 0

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True, check=False)

    assert run("usage").returncode == 0
    (tmp_path / "a.txt").write_text("a")
    assert (run("add", str(tmp_path / "a.txt")).returncode, list(client.documents())) == (1, [])
    file = Path(environment["XDG_CONFIG_HOME"]) / "grail" / "credentials.json"
    kept = json.loads(file.read_text())
    grant = json.loads(kept["tokens"][running.api_url])
    kept["tokens"][running.api_url] = json.dumps(grant | {"expires_at": 0})
    file.write_text(json.dumps(kept))
    assert run("list").returncode == 0, "The token is renewed."
    claims = jwt.decode(grant["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["scope"], claims["token_use"]) == (running.api_url, "grail/read", "access")
    assert run("logout").returncode == 0
    assert run("list").returncode == 3


def example(heading: str) -> str:
    """The first piece of code below a heading of the docs."""
    section = (PROJECT / "docs" / "command-line.md").read_text().split(f"\n## {heading}\n\n")[1].split("\n## ")[0]
    lines = itertools.takewhile(lambda line: not line or line.startswith("    "), section.split("\n"))
    return textwrap.dedent("\n".join(lines))


@pytest.fixture
def program(running: RunningGrail, client: PageClient, environment: dict[str, str]) -> dict[str, str]:
    """What a program of the account's is told by its environment."""
    token = client.call("POST", "/tokens", {"name": "Docs", "scopes": ["read", "ask", "write"], "days": 1})["token"]
    return {**environment, "GRAIL_URL": running.api_url, "GRAIL_TOKEN": token, "NO_PROXY": "*"}


def ran(command: list[str], environment: dict[str, str], folder: Path) -> str:
    ended = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_the_examples_of_the_docs_run(program: dict[str, str], client: PageClient, tmp_path: Path) -> None:
    """Python and TypeScript as they stand there; `tests/contracts/test_command_line.py` has curl."""
    (tmp_path / "contract.txt").write_text("The contract ends on 31 March 2027. The notice period is three months.")
    (tmp_path / "example.py").write_text(example("Python").replace("contract.pdf", "contract.txt"))
    told = ran([sys.executable, "example.py"], program, tmp_path)
    assert "31 March 2027" in told
    assert "Accepted(" in told
    (tmp_path / "example.ts").write_text(
        example("TypeScript") + "\nconsole.log(passages.length, passages[0].filename);\n"
    )
    typescript = PROJECT / "frontend" / "node_modules" / "typescript"
    ran(["node", "-e", WITHOUT_TYPES, str(typescript)], program, tmp_path)
    told = ran(["node", "--experimental-websocket", "--no-warnings", "example.mjs"], program, tmp_path)
    assert "1 contract.txt" in told
    assert "31 March 2027" in told
