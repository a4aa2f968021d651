"""Names that are paths, and upload forms used otherwise than they were signed for."""

import json
import unicodedata
from io import BytesIO
from typing import Any
from uuid import uuid4

import httpx
import pytest

from grail import ServiceError, calls
from measure.page_client import PageClient
from measure.running import RunningGrail, owner_of
from tests.attacks.conftest import Attacks, Victim

TEXT = b"Nine bytes"

NAMES = (
    "../../etc/passwd.txt",
    "..\\..\\windows\\win.txt",
    "/etc/passwd.txt",
    "%2e%2e%2fetc%2fpasswd.txt",
    "..%252f..%252fetc.txt",
    "a\x00b.txt",
    "a\r\nSet-Cookie: x=1.txt",
    "\u202etxt.exe.txt",
    "\u2066hidden\u2069.txt",
    "${filename}.txt",
    "'; DROP TABLE documents; --.txt",
    '"><script>alert(1)</script>.txt',
    "' OR '1'='1.txt",
    "a" * 251 + ".txt",
    "ổ" * 200 + ".txt",
    "😀.txt",
    "-rf.txt",
    ".hidden.txt",
    "con.txt",
    "a/b/c.txt",
    "files/other-owner/other/1.txt",
)
BAD_NAMES = (
    "",
    "..",
    "/",
    "a" * 256 + ".txt",
    "a" * 1_025 + ".txt",
    "x.exe",
    "x.doc",
    "x.txt/",
    "x.txt\x00.exe",
    "\x00",
)


def test_the_server_makes_the_key_and_the_name_is_text(thief: PageClient, attacks: Attacks) -> None:
    ids = []
    for name in NAMES:
        awaited = thief.send(calls.add(name, len(TEXT)))
        shown, fields = awaited.document.filename, awaited.upload.fields
        ids.append(awaited.document.id)
        attacks.refused("names", fields["key"] == f"files/{owner_of(thief)}/{ids[-1]}/1", fields["key"])
        attacks.refused("names", not any(letter in shown for letter in "/\\\x00\r\n\u202e\u2066\u2069"), shown)
        thief.upload(awaited.upload, BytesIO(TEXT))
    for name, document_id in zip(NAMES, ids, strict=True):
        assert thief.wait(document_id).status == "ready", name
        answer = httpx.get(thief.call("GET", f"/documents/{document_id}/content")["url"], trust_env=False)
        assert answer.content == TEXT, name
        disposition = answer.headers["Content-Disposition"]
        attacks.refused("names", disposition.startswith("attachment; "), (name, disposition))
        attacks.refused("names", disposition.isascii(), (name, "a name outside ASCII in a header"))
        attacks.refused("names", "Set-Cookie" not in answer.headers, (name, "a header was added"))


def test_an_empty_or_unfit_name_is_refused(thief: PageClient, attacks: Attacks) -> None:
    for name in BAD_NAMES:
        with pytest.raises(ServiceError) as refused:
            thief.call("POST", "/documents", {"filename": name, "size": 3})
        attacks.refused("names", refused.value.status in (400, 415), name)
    assert list(thief.documents()) == []


TAGS = ("../x", "' OR '1'='1", "a\x00b", "\u202eevil", "<b>", "${x}", "%00", "😀", "\r\nx")


def test_tags_are_text(thief: PageClient, attacks: Attacks) -> None:
    for tag in TAGS:
        made = thief.call("POST", "/documents", {"filename": "a.txt", "size": len(TEXT), "tags": [tag]})
        (kept,) = made["document"]["tags"]
        attacks.refused("names", not any(letter in kept for letter in "\x00\r\n\u202e"), kept)
        found = thief.call("POST", "/search", {"query": "a", "tags": [tag + "' OR '1'='1"]})["passages"]
        attacks.refused("names", found == [], tag)


def test_a_tag_is_equal_in_every_unicode_form(thief: PageClient, attacks: Attacks) -> None:
    """Marks and letters apart, as macOS types them, are stored and searched for as one."""
    apart = unicodedata.normalize("NFD", "Xưởng Đà Nẵng")
    document = thief.add_content("a.txt", TEXT, tags=[apart, unicodedata.normalize("NFC", apart), f"\u200e{apart}"])
    assert thief.wait(document.id).status == "ready"
    attacks.refused("names", document.tags == [unicodedata.normalize("NFC", apart)], document.tags)
    for form in ("NFC", "NFD"):
        found = thief.search("bytes", tags=[unicodedata.normalize(form, apart)], mode="text")
        attacks.refused("names", [passage.document_id for passage in found.passages] == [document.id], form)


def test_the_title_of_a_conversation_hides_nothing(thief: PageClient, attacks: Attacks) -> None:
    with thief.socket() as socket:
        asked = socket.ask(uuid4().hex, "What does \u202egnp.eciovni\u2066 say?\x00").accepted
        with pytest.raises(ServiceError) as refused:
            socket.ask(uuid4().hex, "\u200e \u2066\x00")
    title = thief.call("GET", f"/conversations/{asked['conversation_id']}")["title"]
    attacks.refused("names", title == "What does gnp.eciovni say?", title)
    attacks.refused("names", refused.value.code == "invalid_request", refused.value)


@pytest.mark.parametrize(
    "part",
    [
        "..",
        "..%2fdocuments",
        "%2e%2e",
        "..%2f..",
        "a" * 1_025,
        "a" * 3_000,
        "%00",
        "%ff",
        "%0d%0a",
        "'",
        '"',
        "${id}",
        "*",
        "running",
    ],
)
def test_malformed_ids_are_not_found(part: str, thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    for path in (f"/documents/{part}", f"/conversations/{part}", f"/conversations/a/messages/{part}/feedback"):
        method, body = ("PUT", {"rating": "up"}) if path.endswith("feedback") else ("GET", None)
        headers = {"Authorization": thief.id_token}
        answer = httpx.request(method, running.api_url + path, json=body, headers=headers, trust_env=False)
        attacks.refused("names", answer.status_code in (400, 403, 404, 405), (path, answer.status_code, answer.text))


@pytest.fixture
def form(thief: PageClient) -> dict[str, Any]:
    made: dict[str, Any] = thief.call("POST", "/documents", {"filename": "a.txt", "size": len(TEXT)})
    return made


def post(form: dict[str, Any], data: bytes, url: str | None = None, **fields: str) -> int:
    upload = form["upload"]
    return httpx.post(
        url or upload["url"], data={**upload["fields"], **fields}, files={"file": data}, trust_env=False
    ).status_code


def test_a_form_uploads_only_what_it_was_signed_for(
    thief: PageClient, victim: Victim, form: dict[str, Any], attacks: Attacks
) -> None:
    key = form["upload"]["fields"]["key"]
    theirs = f"files/{owner_of(victim.client)}/{victim.document_id}/1"
    tried = {
        "another's key": {"key": theirs},
        "own other key": {"key": key + "0"},
        "key by the file's name": {"key": "files/${filename}"},
        "key above": {"key": key + "/../../x"},
        "staging": {"key": key.replace("files/", "staging/")},
        "another type": {"Content-Type": "text/html"},
        "public": {"acl": "public-read"},
        "redirect": {"success_action_redirect": "https://evil.example"},
        "status": {"success_action_status": "201"},
        "metadata": {"x-amz-meta-a": "b"},
        "encryption": {"x-amz-server-side-encryption": "aws:kms"},
        "tagging": {"tagging": "<Tagging/>"},
        "cache": {"Cache-Control": "public"},
        "later": {"x-amz-date": "20400101T000000Z"},
    }
    for name, fields in tried.items():
        attacks.refused("uploads", post(form, TEXT, **fields) >= 400, name)
    for name, data in {"empty": b"", "shorter": TEXT[:-1], "longer": TEXT + b"!", "much": b"a" * 1_000_000}.items():
        attacks.refused("uploads", post(form, data) >= 400, name)
    vectors = form["upload"]["url"].replace("documents", "vectors")
    attacks.refused(
        "uploads", vectors != form["upload"]["url"] and post(form, TEXT, url=vectors) >= 400, "another bucket"
    )
    attacks.refused(
        "uploads", thief.call("GET", f"/documents/{form['document']['id']}")["status"] == "uploading", "arrived"
    )
    attacks.refused(
        "uploads", victim.client.search("vault of Castle Brannigan").passages != [], "the victim's file is another"
    )
    assert post(form, TEXT) < 300
    assert thief.wait(form["document"]["id"]).status == "ready"


def test_an_object_at_another_key_is_no_document(thief: PageClient, running: RunningGrail, attacks: Attacks) -> None:
    """Somebody who could write into the bucket by other means still makes no document by it."""
    bucket = next(
        bucket["Name"] for bucket in running.aws("s3").list_buckets()["Buckets"] if "documents" in bucket["Name"]
    )
    owner = owner_of(thief)
    keys = [f"files/{owner}/{uuid4().hex}/1", f"files/{owner}/x/y", f"files/{owner}", "files/a/b/c/d", "files/../x/1"]
    for key in keys:
        running.aws("s3").put_object(Bucket=bucket, Key=key, Body=b"I was laid here.")
    own = thief.add_content("own.txt", TEXT)
    assert thief.wait(own.id).status == "ready"
    attacks.refused("uploads", [document.id for document in thief.documents()] == [own.id], keys)
    attacks.refused(
        "uploads", all("laid" not in passage.text for passage in thief.search("I was laid here.").passages), keys
    )


def test_a_file_larger_than_any_form_allows_is_not_read(
    thief: PageClient, form: dict[str, Any], running: RunningGrail, attacks: Attacks
) -> None:
    """The form's size holds at the door; the function looks again at what has come."""
    payload = {
        "Records": [
            {
                "eventName": "ObjectCreated:Post",
                "s3": {
                    "bucket": {"name": "documents"},
                    "object": {"key": form["upload"]["fields"]["key"], "size": 10**12, "eTag": "e", "sequencer": "1"},
                },
            }
        ]
    }
    running.aws("lambda").invoke(FunctionName="grail-local-on_s3_event", Payload=json.dumps(payload).encode())
    document = thief.call("GET", f"/documents/{form['document']['id']}")
    attacks.refused("uploads", document["status"] == "failed" and document["failure"]["code"] == "too_large", document)


DISGUISED = {
    "program.pdf": b"MZ\x90\x00" + b"\x00" * 400,
    "page.pdf": b"<html><script>alert(1)</script></html>",
    "archive.docx": b"Rar!\x1a\x07\x00" + b"\x00" * 100,
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "elf.txt": b"\x7fELF\x02\x01\x01" + b"\x00" * 400,
    "pdf.docx": b"%PDF-1.7\n%%EOF",
    "zip.txt": b"PK\x03\x04" + b"\x00" * 200,
}


@pytest.mark.parametrize("name", DISGUISED)
def test_a_file_unlike_its_name_is_refused(name: str, thief: PageClient, attacks: Attacks) -> None:
    document = thief.wait(thief.add_content(name, DISGUISED[name]).id)
    sentence = document.failure.message if document.failure else ""
    attacks.refused("uploads", document.status == "failed" and sentence.endswith("."), document)


def test_a_form_used_again_keeps_file_and_passages_together(thief: PageClient, attacks: Attacks) -> None:
    """S3 cannot take a form back within its hour. Used again it is a new content of the same size: read, not mixed."""
    awaited = thief.send(calls.add("a.txt", 30))
    thief.upload(awaited.upload, BytesIO(b"The colour of the door is red."))
    thief.wait(awaited.document.id)
    thief.upload(awaited.upload, BytesIO(b"The colour of the door is tan."))
    while "tan" not in (found := thief.search("colour of the door").passages[0].text):
        attacks.refused("uploads", "red" in found, found)
    attacks.refused("uploads", len(thief.search("colour of the door").passages) == 1, "both")
    link = thief.call("GET", f"/documents/{awaited.document.id}/content")["url"]
    attacks.refused("uploads", b"tan" in httpx.get(link, trust_env=False).content, "another file than its passages")
