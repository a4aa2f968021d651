"""Who would have Grail read a bucket that nobody named: its own, another team's, one beside the folder."""

from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.adapters.buckets.named import NamedFolders, read_entry
from chalicelib.errors import AddressRefusedError
from chalicelib.wiring import places
from tests.attacks.conftest import Attacks

OWN = ("documents-prod", "vectors-prod")
ROLE = "arn:aws:iam::444455556666:role/reads-law"
NAMED = ["company/law", f"company/law/secret={ROLE}", "team", "documents-prod"]


def named() -> NamedFolders:
    return NamedFolders(NAMED, OWN)


@pytest.mark.parametrize(
    "address",
    [
        "s3://documents-prod/files/", "s3://vectors-prod/", "s3://grail-prod-documents-1/", "s3://other/law/",
        "s3://company/", "s3://company", "s3://company/la", "s3://company/lawyers/", "s3://company/hr/",
        "s3://company//law/", "s3://company/%6Caw", "s3://company/LAW/", "s3://teams/", "s3://tea/",
        "s3://company@team/law/", "s3://team.example/x", "s3://company/law%", "s3://company/%6C%61w2/",
    ],
)  # fmt: skip
def test_a_bucket_that_nobody_named_is_refused(address: str, attacks: Attacks) -> None:
    try:
        read = named().address(address)
    except AddressRefusedError:
        read = None
    is_inside = address == "s3://company/%6Caw"  # Another spelling of the folder itself.
    attacks.refused("a bucket that nobody named", read is None or (is_inside and read == "s3://company/law/"), address)


@pytest.mark.parametrize("below", ["../hr/", "..%2Fhr/", "./../../team/", "\\..\\hr", "%00", "*", "?"])
def test_no_key_leads_out_of_its_folder(below: str, attacks: Attacks) -> None:
    """A key has no folders that one could leave: what S3 gets begins with the folder's own name."""
    folder, prefix = named().find(f"s3://company/law/{below}")
    attacks.refused("a key that leads out", (folder.bucket, prefix.startswith("law/")) == ("company", True), below)


def test_the_narrowest_folder_says_by_whom_it_is_read() -> None:
    assert named().find("s3://company/law/secret/x")[0].role == ROLE
    assert named().find("s3://company/law/x")[0].role is None
    assert named().find("s3://company/law")[1] == "law/"


@pytest.mark.parametrize(
    "entry",
    [
        "grail-prod-documents-1", "grail-x/files", "*", "company*", "company/*", "company/${aws:username}", "company/?",
        "company/law=arn:aws:iam::1:role/x", "company/law=role", "company/law=arn:aws:iam::444455556666:user/x",
        "company/law=arn:aws:iam::444455556666:role/*", "Company", "s3://company/law", "company/ünï", "",
    ],
)  # fmt: skip
def test_an_entry_that_means_more_than_it_says_is_none(entry: str, attacks: Attacks) -> None:
    try:
        read_entry(entry)
    except ValueError:
        attacks.refused("an entry that means more", True, entry)
        return
    attacks.refused("an entry that means more", False, entry)


@pytest.mark.parametrize(
    ("username", "groups", "reads"),
    [("ada", ("admins",), True), ("ada", ("people",), False), ("ada", (), False), (None, ("admins",), False)],
)
def test_only_who_is_an_admin_now_reads_buckets(
    username: str | None, groups: tuple[str, ...], reads: bool, attacks: Attacks
) -> None:
    adapters: Any = SimpleNamespace(
        settings=SimpleNamespace(source_bucket_users="admins"),
        named_folders=named(),
        accounts=SimpleNamespace(find=lambda _: SimpleNamespace(username=username)),
        user_pool=SimpleNamespace(groups_of=lambda _: groups),
    )
    try:
        places.checked(adapters, "owner", "s3", "s3://company/law/")
        does_read = True
    except AddressRefusedError:
        does_read = False
    attacks.refused("who is no admin", does_read == reads, f"{username} {groups}")
