"""`python -m measure.inspector`: the protocol's own inspector, from its command line, at a running copy of Grail.

It lists, calls and reads by Streamable HTTP with a personal token, and looks whether models of other makers take the
tools' schemas. The inspector is fetched for the run and is no part of the repository, since it brings a whole page.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure.running import RunningGrail, new_client

INSPECTOR, NODE = "@modelcontextprotocol/inspector@2.12.0", "node@22.23.3"
TEXT = "The observatory of Fjellheim was built in 1931. Its dome opens at dusk. The astronomer is called Runa Vik."
SECONDS = 300.0


def steps(document_id: str) -> Iterator[tuple[str, list[str], str]]:
    """What is done, the words of it, and what must be in the answer."""
    yield "tools/list", ["--strict"], "verify_claim"
    question, claim = "Who is the astronomer of the observatory?", "Its dome opens at dusk."
    calls = {
        "search": ({"query": question}, "Runa Vik"),
        "fetch": ({"id": f"{document_id}:0"}, "Runa Vik"),
        "list_documents": ({}, "observatory.txt"),
        "ask": ({"question": question}, "Runa Vik"),
        "verify_claim": ({"claim": claim, "passage_id": f"{document_id}:0"}, '"verified":true'),
    }
    for tool, (given, expected) in calls.items():
        pairs = [word for name, value in given.items() for word in ("--tool-arg", f"{name}={value}")]
        yield "tools/call", ["--tool-name", tool, *pairs], expected
    yield "resources/list", [], document_id
    yield "resources/templates/list", [], "grail://documents/{id}"
    yield "resources/read", ["--uri", f"grail://documents/{document_id}"], "Runa Vik"
    yield "prompts/list", [], "prompts"


def inspected(api_url: str, token: str, method: str, words: list[str]) -> "subprocess.CompletedProcess[str]":
    command = ["npx", "--yes", "-p", NODE, "-p", INSPECTOR, "mcp-inspector", "--cli", f"{api_url}/mcp"]
    command += ["--transport", "http", "--header", f"Authorization: Bearer {token}", "--method", method, *words]
    with tempfile.TemporaryDirectory() as home:  # Its catalogue of servers is not the person's.
        environment = os.environ | {"MCP_CATALOG_PATH": f"{home}/mcp.json"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS)


def texts_of(answer: str) -> str:
    """The texts of an answer as they are, where it has some."""
    parsed: dict[str, Any] = json.loads(answer)
    return "\n".join([answer, *(part["text"] for part in (*parsed.get("content", ()), *parsed.get("contents", ())))])


def run(api_url: str, token: str, document_id: str) -> int:
    """How many steps failed."""
    failed = 0
    for method, words, expected in steps(document_id):
        done = inspected(api_url, token, method, words)
        is_well = done.returncode == 0 and expected in texts_of(done.stdout)
        failed += not is_well
        print(f"{'as it should' if is_well else 'NOT as it should'}: {method} {' '.join(words)}")
        if not is_well:
            print((done.stdout + done.stderr).replace(token, "…"))
    return failed


def main() -> int:
    argparse.ArgumentParser(prog="measure.inspector", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory(prefix="grail-inspector-") as folder:
        grail = RunningGrail(Path(folder))
        grail.start()
        try:
            with new_client(grail) as client:
                document = client.wait(client.add_content("observatory.txt", TEXT.encode()).id)
                made = client.call("POST", "/tokens", {"name": "Inspector", "scopes": ["read", "ask"], "days": 1})
                return 1 if run(grail.api_url, made["token"], document.id) else 0
        finally:
            grail.stop()


if __name__ == "__main__":
    sys.exit(main())
