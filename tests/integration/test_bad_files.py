"""A file that cannot be read gets its clear error, and the next one is read as usual."""

from io import BytesIO

import pytest

from grail import ServiceError, UnreachableError, calls
from grail.values import Upload
from measure.page_client import PageClient

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
def test_refused_before_it_is_sent(client: PageClient, filename: str, size: int, status: int, code: str) -> None:
    with pytest.raises(ServiceError) as refused:
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
def test_failed_with_a_reason(client: PageClient, filename: str, data: bytes, code: str) -> None:
    bad = client.wait(client.add_content(filename, data).id)
    good = client.wait(client.add_content("good.txt", GOOD).id)
    assert bad.status == "failed"
    assert bad.failure is not None
    assert bad.failure.code == code
    assert bad.failure.message.endswith(".")
    assert good.status == "ready"
    assert client.search("lighthouse keeper").passages


def test_the_form_takes_no_other_file_than_was_announced(client: PageClient) -> None:
    awaited = client.send(calls.add("small.txt", 10))
    url, fields = awaited.upload.url, awaited.upload.fields
    with pytest.raises(UnreachableError, match="refused the file"):
        client.upload(awaited.upload, BytesIO(b"x" * 11))
    with pytest.raises(UnreachableError, match="refused the file"):
        client.upload(Upload(url=url, fields={**fields, "key": "files/other"}), BytesIO(b"x" * 10))
    client.upload(awaited.upload, BytesIO(b"ten bytes!"))
    assert client.wait(awaited.document.id).status == "ready"


def test_a_failed_document_can_be_tried_again(client: PageClient) -> None:
    bad = client.wait(client.add_content("no pdf.pdf", b"This is plain text.").id)
    queued = client.call("POST", f"/documents/{bad.id}/retry")
    assert queued["status"] == "queued"
    again = client.wait(bad.id)
    assert again.failure == bad.failure
    with pytest.raises(ServiceError) as refused:
        client.call("POST", f"/documents/{client.wait(client.add_content('good.txt', GOOD).id).id}/retry")
    assert (refused.value.status, refused.value.code) == (409, "conflict")
