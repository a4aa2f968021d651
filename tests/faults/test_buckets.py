"""A folder of a bucket as a source: the listing is the truth, and what has not changed is not even read."""

from typing import Any

import pytest

from chalicelib.errors import InvalidRequestError
from chalicelib.models import Source
from tests.faults.bucket_world import FOLDER, BucketWorld

ODD = [
    "blank in it.txt", "plus+plus.txt", "100%.txt", "%41.txt", "ünï ☂.txt", "new\nline.txt", "a/../b.txt", "..txt",
    "//x.txt", "q?x=1#part.txt", "&<>'\".txt", "tab\t.txt", "right\u202eleft.txt",
    "x" * (1024 - len(FOLDER) - 4) + ".txt",
]  # fmt: skip


@pytest.fixture
def world(new_source_world: Any) -> BucketWorld:
    return new_source_world(BucketWorld)  # type: ignore[no-any-return]


def synced(world: BucketWorld, number: int = 9) -> Source:
    for place in range(number):
        world.lay(f"{place}.txt", f"Fact number{place}. It lies in a bucket.")
    source = world.add()
    world.sync(source)
    world.asked.clear()
    return source


def test_a_folder_becomes_documents(world: BucketWorld) -> None:
    world.lay("sub/a.txt", "Fact one. It lies in a bucket.")
    world.lay("sub/", "")
    world.s3.put_object(Bucket=world.theirs, Key="teams/secret.txt", Body=b"Fact secret. It is another team's.")
    result = world.sync(world.add())
    assert (result.outcome, result.counts.added, result.items) == ("complete", 1, 1)
    assert world.facts() == {"sub/a.txt": "Fact one"}
    (document,) = world.kept_documents()
    assert (document.filename, document.address) == ("a.txt", f"s3://{world.theirs}/team/sub/a.txt")


@pytest.mark.parametrize("name", ODD)
def test_a_key_may_be_any_text(world: BucketWorld, name: str) -> None:
    world.lay(name, "Fact odd. It has an odd name.")
    source = world.add()
    world.sync(source)
    assert world.facts() == {name: "Fact odd"}
    assert world.sync(source).counts.unchanged == 1
    world.take(name)
    world.sync(source, allowed=1)
    assert world.facts() == {}


def test_what_has_not_changed_is_not_read(world: BucketWorld) -> None:
    source = synced(world)
    world.lay("twin.txt", "Fact number1. It lies in a bucket.")
    world.sync(source)
    assert world.asked == ["twin.txt"]
    for _ in range(2):
        result = world.sync(source)
        assert (result.counts.unchanged, result.counts.tokens, world.asked) == (10, 0, ["twin.txt"])


def test_the_same_bytes_under_another_mark_cost_nothing(world: BucketWorld) -> None:
    source = synced(world)
    body = world.s3.get_object(Bucket=world.theirs, Key=f"{FOLDER}1.txt")["Body"].read()
    upload = world.s3.create_multipart_upload(Bucket=world.theirs, Key=f"{FOLDER}1.txt")
    where = {"Bucket": world.theirs, "Key": f"{FOLDER}1.txt", "UploadId": upload["UploadId"]}
    part = world.s3.upload_part(**where, PartNumber=1, Body=body)
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    world.s3.complete_multipart_upload(**where, MultipartUpload=parts)
    result = world.sync(source)
    assert (result.counts.read, result.counts.unchanged, result.counts.tokens) == (1, 9, 0)
    assert max(world.paid().values()) == 1


def test_a_changed_file_becomes_a_new_version(world: BucketWorld) -> None:
    source = synced(world)
    before = {world.path(document): document for document in world.kept_documents()}
    world.lay("3.txt", "Fact anew. It lies in a bucket.")
    assert world.sync(source).counts.changed == 1
    assert world.asked == ["3.txt"]
    (after,) = [document for document in world.kept_documents() if world.path(document) == "3.txt"]
    assert (after.id, after.version > before["3.txt"].version) == (before["3.txt"].id, True)
    assert world.facts()["3.txt"] == "Fact anew"


def test_a_renamed_file_keeps_its_document(world: BucketWorld) -> None:
    source = synced(world)
    ids = {document.id for document in world.kept_documents()}
    world.lay("elsewhere/renamed.txt", "Fact number1. It lies in a bucket.")
    world.take("1.txt")
    result = world.sync(source)
    assert (result.counts.renamed, result.counts.deleted, result.counts.tokens) == (1, 0, 0)
    assert {document.id for document in world.kept_documents()} == ids
    assert world.facts()["elsewhere/renamed.txt"] == "Fact number1"


def test_copies_follow_the_one_that_has_their_document(world: BucketWorld) -> None:
    source = synced(world)
    for name in ("x.txt", "y.txt", "z.txt"):
        world.lay(name, "Fact number1. It lies in a bucket.")
    world.sync(source)
    world.take("1.txt")
    world.asked.clear()
    assert world.sync(source).counts.renamed == 1
    (document,) = [
        document for document in world.kept_documents() if world.facts()[world.path(document)] == "Fact number1"
    ]
    world.take(world.path(document))
    assert world.sync(source).counts.renamed == 1
    assert (world.sync(source).counts.deleted, world.asked) == (0, [])
    assert max(world.paid().values()) == 1


def test_a_file_that_is_gone_goes_at_once(world: BucketWorld) -> None:
    source = synced(world)
    world.take("1.txt")
    assert world.sync(source).counts.deleted == 1
    assert "1.txt" not in world.facts()
    assert "1.txt" not in world.items_of(source)


def test_an_emptied_folder_is_asked_about(world: BucketWorld) -> None:
    source = synced(world)
    for place in range(9):
        world.take(f"{place}.txt")
    for _ in range(2):
        result = world.sync(source)
        assert (result.outcome, result.deletions) == ("asks", 9)
    assert len(world.facts()) == 9
    assert world.sync(source, allowed=9).counts.deleted == 9


def test_a_bucket_that_cannot_be_listed_deletes_nothing(world: BucketWorld) -> None:
    source = synced(world)
    for place in range(9):
        world.take(f"{place}.txt")
    world.s3.delete_bucket(Bucket=world.theirs)
    result = world.sync(source, allowed=100)
    assert (result.outcome, result.failure and result.failure.code) == ("failed", "refused")
    assert len(world.facts()) == 9


def test_of_versions_the_current_one_counts(world: BucketWorld) -> None:
    world.s3.put_bucket_versioning(Bucket=world.theirs, VersioningConfiguration={"Status": "Enabled"})
    source = synced(world)
    world.lay("1.txt", "Fact second. It lies in a bucket.")
    world.take("2.txt")
    result = world.sync(source)
    assert (result.counts.changed, result.counts.deleted) == (1, 1)
    marker = world.s3.list_object_versions(Bucket=world.theirs)["DeleteMarkers"][0]
    world.s3.delete_object(Bucket=world.theirs, Key=marker["Key"], VersionId=marker["VersionId"])
    assert world.sync(source).counts.added == 1
    assert world.facts()["2.txt"] == "Fact number2"


def test_files_that_cannot_be_read_are_named(world: BucketWorld) -> None:
    world.lay("film.mp4", "Moving pictures.")
    world.lay("large.txt", "x" * (10**6 + 1))
    world.lay("empty.txt", "")
    world.lay("page", "<p>Fact typed. It says its type.", ContentType="text/html; charset=utf-8")
    world.lay("page.jsp", "<p>Fact named. It says its type.", ContentType="text/html")
    source = world.add()
    result = world.sync(source)
    assert (result.counts.failed, result.counts.added) == (3, 2)
    failures = {name: item.failure.code for name, item in world.items_of(source).items() if item.failure}
    assert failures == {"film.mp4": "wrong_type", "large.txt": "too_large", "empty.txt": "bad_answer"}


def test_a_folder_beyond_its_cap_still_loses_what_is_gone(world: BucketWorld) -> None:
    for place in range(9):
        world.lay(f"{place}.txt", f"Fact number{place}. It lies in a bucket.")
    source = world.add(most_items=6)
    result = world.sync(source)
    assert (result.outcome, result.failure and result.failure.code, len(world.facts())) == ("partial", "items", 6)
    world.take(min(world.facts()))
    assert world.sync(source).counts.deleted == 1
    assert world.sync(source).counts.added == 1
    assert len(world.facts()) == 6


def test_what_a_person_uploaded_stays(world: BucketWorld) -> None:
    mine = world.upload("Fact number1. It lies in a bucket.")
    source = synced(world)
    for place in range(9):
        world.take(f"{place}.txt")
    world.sync(source, allowed=9)
    assert [document.id for document in world.kept_documents()] == [mine.id]


def test_a_dry_run_changes_no_document(world: BucketWorld) -> None:
    source = synced(world)
    world.lay("1.txt", "Fact anew. It lies in a bucket.")
    world.lay("more.txt", "Fact more. It lies in a bucket.")
    world.take("2.txt")
    result = world.sync(source, dry=True)
    assert (result.counts.changed, result.counts.added, result.counts.deleted) == (1, 1, 1)
    assert sorted(world.facts()) == [f"{place}.txt" for place in range(9)]
    assert world.facts()["1.txt"] == "Fact number1"
    assert world.sync(source).counts.changed == 1


@pytest.mark.parametrize("wishes", [{"follow": "page"}, {"path": "/"}, {"depth": 0}])
def test_a_bucket_has_no_links_to_follow(world: BucketWorld, wishes: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError, match="neither follow nor path nor depth"):
        world.add(**wishes)


def test_a_folder_that_is_named_no_more_is_not_read(world: BucketWorld) -> None:
    source = synced(world)
    world.named.named_folders = type(world.named.named_folders)([], own=())
    world.take("1.txt")
    result = world.sync(source, allowed=9)
    assert (result.outcome, result.failure and result.failure.code) == ("failed", "address_refused")
    assert len(world.facts()) == 9
