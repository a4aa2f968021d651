"""What was stored is there after Ctrl-C and a new start; two copies run side by side; REST runs by itself."""

import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import httpx

from cloud import PROJECT
from measure.page_client import PageClient
from measure.running import PASSWORD, RunningGrail, free_ports

TEXT = b"The ferry to Isla Perdida leaves at 06:40 from pier four."


def test_state_survives_and_copies_do_not_mix(running: RunningGrail, tmp_path: Path) -> None:
    second = RunningGrail(tmp_path / "second")
    second.start()
    assert running.answers()
    email = f"{uuid4().hex}@example.org"
    with PageClient(second.api_url) as client:
        client.sign_up(email, PASSWORD)
        client.sign_in(email, PASSWORD)
        client.wait(client.add_content("ferry.txt", TEXT).id)
        answer = client.ask("When does the ferry to Isla Perdida leave?")
    assert "06:40" in answer.text
    second.stop()
    assert not second.answers()
    assert running.answers()

    second = RunningGrail(second.home)  # On other ports, as when the usual ones are taken.
    second.start()
    try:
        with PageClient(second.api_url) as client:
            client.sign_in(email, PASSWORD)
            assert [document.filename for document in client.documents()] == ["ferry.txt"]
            stored = client.call("GET", f"/conversations/{answer.message.conversation_id}")
            assert stored["messages"][1]["text"] == answer.text
            assert client.search("ferry to Isla Perdida").passages
            assert "06:40" in client.ask("When does the ferry to Isla Perdida leave?").text
            assert client.wait(client.add_content("bus.txt", b"The bus waits for the ferry.").id).status == "ready"
    finally:
        second.stop()


def test_chalice_local_serves_rest_alone(running: RunningGrail) -> None:
    port = free_ports(1)[0]
    environment = {"PATH": running.environment["PATH"], "GRAIL_HOME": str(running.home)}
    chalice = str(Path(sys.executable).with_name("chalice"))
    with (running.home / "alone.log").open("wb") as log:
        process = subprocess.Popen(
            [chalice, "local", "--no-autoreload", "--port", str(port)],
            cwd=PROJECT,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/health")
        with PageClient(f"http://127.0.0.1:{port}") as client:
            email = f"{uuid4().hex}@example.org"
            client.sign_up(email, PASSWORD)
            client.sign_in(email, PASSWORD)
            assert client.wait(client.add_content("ferry.txt", TEXT).id).status == "ready"
            assert client.search("ferry").passages
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            httpx.get(url, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer.")
