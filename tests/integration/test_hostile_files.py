"""Hostile and broken files through the whole laptop cloud: each ends with a reason, the next good file is ready.

`tests/extraction` reads all of its hundreds; here is one of each sort, of those that make no long text.
"""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from grail import ServiceError
from measure.page_client import PageClient
from tests.extraction import hostile
from tests.extraction.samples import as_bytes

GOOD = b"The lighthouse of Kermorvan is kept by Marguerite Dubois."
LAST = b"The windmill of Cassel is kept by Jeanne Moreau."
REFUSED = {"invalid_request", "unsupported_type", "too_large"}
PER_ARCHIVE = 8
PATIENCE_SECONDS = 500  # Generous: the machine may be busy. Nothing is measured by it.
SORTS = frozenset(
    {
        *("cut at 50 %", "mangled stretch", "wrong extension", "no such type", "empty", "blanks", "noise"),
        *("zip bomb", "laughing entities", "deep nesting", "its own kid", "no text", "with a password"),
    }
)


def one_of_each(folder: Path) -> Iterator[hostile.Hostile]:
    good = {kind: as_bytes(kind, hostile.SAMPLE, folder) for kind in hostile.BINARY + hostile.TEXTUAL}
    files = chain(
        hostile.truncated({kind: good[kind] for kind in (*hostile.BINARY, "eml")}),
        hostile.mangled(good, 1),
        hostile.mislabelled(good),
        hostile.empty_or_noise(),
        islice(hostile.archives(good), PER_ARCHIVE),
        hostile.small_pdfs(folder),
    )
    seen: set[str] = set()
    for file in files:
        if file[0] in SORTS - seen:
            seen.add(file[0])
            yield file
    assert seen == SORTS


def test_each_ends_with_a_reason_and_the_next_is_ready(client: PageClient, tmp_path: Path) -> None:
    files = list(one_of_each(tmp_path))
    sent: dict[str, str] = {}
    for what, name, data in files:
        try:
            sent[what] = client.add_content(name, data).id
        except ServiceError as error:
            assert error.code in REFUSED, f"{what}: {error}"
            assert str(error).endswith(".")
    good = client.add_content("good.txt", GOOD).id
    assert client.wait(good, seconds=PATIENCE_SECONDS).status == "ready"
    ended = {what: client.wait(document_id, seconds=PATIENCE_SECONDS) for what, document_id in sent.items()}
    for what, document in ended.items():
        assert document.status in ("ready", "failed"), what
        if document.status == "failed":
            assert document.failure is not None
            assert document.failure.code != "gave_up", f"{what} broke the function"
            assert document.failure.message.endswith("."), what
    assert sum(document.status == "failed" for document in ended.values()) > len(ended) // 2
    last = client.add_content("last.txt", LAST).id
    assert client.wait(last, seconds=PATIENCE_SECONDS).status == "ready"
    for document_id, keeper in ((good, "Who keeps the lighthouse of Kermorvan?"), (last, "Who keeps the windmill?")):
        assert document_id in {passage.document_id for passage in client.search(keeper).passages}
