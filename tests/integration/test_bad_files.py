"""A file that cannot be read gets its clear error, and the next one is read as usual."""

import httpx
import pytest

from cloud.client import Client, ClientError

GOOD = b"The lighthouse keeper is called Marguerite Dubois."


@pytest.mark.parametrize(
    ("filename", "size", "status", "code"),
    [
        ("empty.txt", 0, 400, "invalid_request"),
        ("program.exe", 10, 415, "unsupported_type"),
        ("old letter.doc", 10, 415, "unsupported_type"),
        ("huge.pdf", 10**12, 413, "too_large"),
        ("", 10, 400, "invalid_request"),
        ("../../", 10, 400, "invalid_request"),
    ],
)
def test_refused_before_it_is_sent(client: Client, filename: str, size: int, status: int, code: str) -> None:
    with pytest.raises(ClientError) as refused:
        client.call("POST", "/documents", {"filename": filename, "size": size})
    assert (refused.value.status, refused.value.code) == (status, code)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("filename", "data", "code"),
    [
        ("broken.pdf", b"%PDF-1.7 and then nothing of use", "unreadable"),
        ("no pdf.pdf", b"This is plain text.", "wrong_type"),
        ("blank.txt", b"  \n\n  ", "empty"),
        ("broken.docx", b"PK\x03\x04 and rubbish", "unreadable"),
    ],
)
def test_failed_with_a_reason(client: Client, filename: str, data: bytes, code: str) -> None:
    bad = client.wait(client.upload(filename, data)["id"])
    good = client.wait(client.upload("good.txt", GOOD)["id"])
    assert bad["status"] == "failed"
    assert bad["failure"]["code"] == code
    assert bad["failure"]["message"].endswith(".")
    assert good["status"] == "ready"
    assert client.search("lighthouse keeper")


def test_the_form_takes_no_other_file_than_was_announced(client: Client) -> None:
    made = client.call("POST", "/documents", {"filename": "small.txt", "size": 10})
    with pytest.raises(httpx.HTTPStatusError):
        client.send_file(made["upload"], b"x" * 11)
    with pytest.raises(httpx.HTTPStatusError):
        client.send_file({**made["upload"], "fields": {**made["upload"]["fields"], "key": "files/other"}}, b"x" * 10)
    client.send_file(made["upload"], b"ten bytes!")
    assert client.wait(made["document"]["id"])["status"] == "ready"


def test_a_failed_document_can_be_tried_again(client: Client) -> None:
    bad = client.wait(client.upload("no pdf.pdf", b"This is plain text.")["id"])
    queued = client.call("POST", f"/documents/{bad['id']}/retry")
    assert queued["status"] == "queued"
    again = client.wait(bad["id"])
    assert again["failure"] == bad["failure"]
    with pytest.raises(ClientError) as refused:
        client.call("POST", f"/documents/{client.wait(client.upload('good.txt', GOOD)['id'])['id']}/retry")
    assert (refused.value.status, refused.value.code) == (409, "conflict")
