"""Grants: who may read a collection, from the invitation to the end of it, at the REST edge on moto's stores."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.adapters.dynamo.collections import plain
from chalicelib.adapters.dynamo.grant_rows import INVITED, MEMBERSHIP
from chalicelib.adapters.dynamo.grants import DynamoGrants
from chalicelib.adapters.dynamo.shared_rows import SharedRows
from chalicelib.errors import GrailError
from chalicelib.models import Grant, Quota, Stored, new_id, timestamp
from operations import backup, importing
from operations.inventory import Inventory
from operations.quotas import quota_drifts
from operations.sharing import pointer_drifts, sharing_drifts
from tests.support.rows import OWNERS, Stage
from tests.support.sharing import Company, address

NOT_THERE = (404, "collection_not_found")


@pytest.fixture
def company(stage: Stage) -> Company:
    stage.reset()
    return Company(stage.services)


def made_before() -> set[str]:
    """Who shares, and is shared with, in a stage that was just made."""
    return {*OWNERS, *(f"reader-of-{owner}" for owner in OWNERS)}


def rows(company: Company, begins: str = "") -> list[dict[str, Any]]:
    """Rows of sharing, wherever they lie."""
    inventory = Inventory(company.services.settings)
    items = inventory.raw_items(company.services.settings.messages_table)
    kinds = ("grant#", MEMBERSHIP)
    named = [item for item in items if str(item["id"]).startswith(kinds) or "grant_id" in item]
    named = [item for item in named if not {item["owner_id"], item.get("collection_owner")} & made_before()]
    return [item for item in named if str(item["id"]).startswith(begins) or str(item["owner_id"]).startswith(begins)]


def test_an_invitation_is_accepted_used_and_revoked(company: Company) -> None:
    document = company.document("ann")
    collection = company.collection("ann", document)
    grant = company.invite("ann", collection, "ben")
    path = f"/collections/{collection}"
    assert company.code("GET", "ben", path) == NOT_THERE
    (waiting,) = company.done("GET", "ben", "/invitations")["items"]
    assert (waiting["id"], waiting["role"], waiting["owner_name"]) == (grant, "viewer", address("ann"))
    assert waiting["collection"] == {"id": collection, "name": "ann's"}
    accepted = company.done("POST", "ben", f"/invitations/{grant}")
    assert (accepted["role"], accepted["owner_name"], accepted["documents"]) == ("viewer", address("ann"), 1)
    assert company.done("GET", "ben", "/invitations")["items"] == []
    assert company.shared("ben") == {collection: "viewer"}
    assert company.done("GET", "ben", path)["role"] == "viewer"
    (shown,) = company.done("GET", "ben", f"{path}/documents")["items"]
    assert (shown["id"], shown["tags"], shown["folder"]) == (document.id, [], None)
    assert company.done("GET", "ben", f"/documents/{document.id}")["filename"] == "a.txt"
    (given,) = company.done("GET", "ann", f"{path}/grants")["items"]
    assert (given["email"], given["status"], given["everyone"]) == (address("ben"), "accepted", False)
    assert company.done("GET", "ann", path)["grants"] == 1
    company.done("DELETE", "ann", f"{path}/grants/{grant}")
    assert company.code("GET", "ben", path) == NOT_THERE
    assert company.code("GET", "ben", f"{path}/documents") == NOT_THERE
    assert company.code("GET", "ben", f"/documents/{document.id}") == (404, "document_not_found")
    assert company.shared("ben") == {}
    assert rows(company) == []
    assert company.services.adapters.documents.stored.of("ben") == Stored()


def test_only_the_exact_verified_address_is_invited(company: Company) -> None:
    collection = company.collection("ann")
    grant = company.invite("ann", collection, "ben")
    company.emails.pop("ben")  # Whose address nobody has verified.
    company.emails["dee"] = "Ben@example.org.evil.example"
    for who in ("ben", "cai", "dee", "ann"):
        assert company.done("GET", who, "/invitations")["items"] == []
        assert company.code("POST", who, f"/invitations/{grant}") == (404, "not_found")
        assert company.code("DELETE", who, f"/invitations/{grant}") == (404, "not_found")
    company.emails["new"] = address("ben")  # Who signed up after the invitation.
    assert company.done("POST", "new", f"/invitations/{grant}")["id"] == collection
    company.emails["ben"] = address("ben")  # Who gets the address later gets nothing.
    assert company.done("GET", "ben", "/invitations")["items"] == []
    assert company.shared("ben") == {}
    company.emails["new"] = "elsewhere@example.org"
    assert company.shared("new") == {collection: "viewer"}


@pytest.mark.parametrize(
    "email", ["", "ben", "b\u0435n@example.org", "a@b", "a b@example.org", "x" * 250 + "@a.example"]
)
def test_an_address_that_will_not_do_is_refused(company: Company, email: str) -> None:
    collection = company.collection("ann")
    body = {"email": email, "role": "viewer"}
    assert company.code("POST", "ann", f"/collections/{collection}/grants", body) == (400, "invalid_request")
    assert rows(company) == []


@pytest.mark.parametrize(
    "body", [{}, {"role": "viewer"}, {"role": "owner", "email": "a@b.example"}, {"role": "manager", "everyone": True},
             {"role": "viewer", "everyone": True, "email": "a@b.example"},
             {"role": "viewer", "email": "ann@example.org"}],
)  # fmt: skip
def test_a_grant_that_will_not_do_is_refused(company: Company, body: dict[str, Any]) -> None:
    collection = company.collection("ann")
    assert company.code("POST", "ann", f"/collections/{collection}/grants", body) == (400, "invalid_request")


def test_an_address_has_one_grant_of_a_collection(company: Company) -> None:
    collection = company.collection("ann")
    path, body = f"/collections/{collection}/grants", {"email": address("ben").upper(), "role": "manager"}
    grant = company.invite("ann", collection, "ben")
    assert company.code("POST", "ann", path, body) == (409, "conflict")
    company.done("POST", "ben", f"/invitations/{grant}")
    assert company.code("POST", "ann", path, body) == (409, "conflict")
    company.done("DELETE", "ann", f"{path}/{grant}")
    assert company.done("POST", "ann", path, body)["role"] == "manager"


def test_an_invitation_runs_out_and_may_be_given_anew(company: Company) -> None:
    collection = company.collection("ann")
    grant = company.invite("ann", collection, "ben")
    sharing, grants = company.services.accounts.sharing, company.services.adapters.grants
    (stored,) = grants.all_of("ann", collection)
    assert 29 * 86_400 < stored.waits_until - time.time() < 31 * 86_400
    grants._table.update_item(
        Key={"owner_id": "ann", "id": f"grant#{collection}#{grant}"},
        UpdateExpression="SET waits_until = :now",
        ExpressionAttributeValues={":now": int(time.time()) - 1},
    )
    assert company.done("GET", "ben", "/invitations")["items"] == []
    assert company.code("POST", "ben", f"/invitations/{grant}") == (404, "not_found")
    with pytest.raises(GrailError):
        grants.accept("ben", sharing.given("ann", collection)[0])
    assert company.done("GET", "ann", f"/collections/{collection}/grants")["items"][0]["status"] == "expired"
    assert company.share("ann", collection, "ben") != grant
    assert [one.person_id for one in grants.all_of("ann", collection)] == ["ben"]


def test_declining_and_leaving_end_it_for_oneself(company: Company) -> None:
    collection = company.collection("ann")
    grant = company.invite("ann", collection, "ben")
    company.done("DELETE", "ben", f"/invitations/{grant}")
    assert company.code("POST", "ben", f"/invitations/{grant}") == (404, "not_found")
    company.share("ann", collection, "ben")
    company.share("ann", collection, "cai")
    path = f"/collections/{collection}/membership"
    company.done("DELETE", "ben", path)
    assert company.shared("ben") == {}
    assert company.shared("cai") == {collection: "viewer"}
    for who in ("ben", "dee", "ann"):
        assert company.code("DELETE", who, path) == NOT_THERE
    assert [item["email"] for item in company.done("GET", "ann", f"/collections/{collection}/grants")["items"]] == [
        address("cai")
    ]


def test_everyone_reads_what_is_for_everyone(company: Company) -> None:
    document = company.document("ann")
    collection = company.collection("ann", document)
    body = {"role": "viewer", "everyone": True}
    grant = company.done("POST", "ann", f"/collections/{collection}/grants", body)["id"]
    assert company.code("POST", "ann", f"/collections/{collection}/grants", body) == (409, "conflict")
    for who in ("ben", "cai"):
        assert company.shared(who) == {collection: "viewer"}
        assert company.done("GET", who, f"/documents/{document.id}")["id"] == document.id
    assert company.shared("ann") == {}
    company.share("ann", collection, "ben", "contributor")
    assert company.shared("ben") == {collection: "contributor"}
    company.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
    assert (company.shared("ben"), company.shared("cai")) == ({collection: "contributor"}, {})
    assert company.code("GET", "cai", f"/documents/{document.id}") == (404, "document_not_found")


def test_own_grant_goes_before_everyones(company: Company) -> None:
    """What only everyone's grant shows cannot be left, and says so."""
    collection = company.collection("ann", company.document("ann"))
    membership = f"/collections/{collection}/membership"
    company.done("POST", "ann", f"/collections/{collection}/grants", {"role": "viewer", "everyone": True})

    def everyone(who: str) -> set[bool]:
        (listed,) = company.done("GET", who, "/collections?shared=true")["items"]
        return {listed["everyone"], company.done("GET", who, f"/collections/{collection}")["everyone"]}

    assert everyone("ben") == {True}
    assert company.code("DELETE", "ben", membership) == NOT_THERE
    company.share("ann", collection, "ben", "viewer")
    assert (everyone("ben"), everyone("cai")) == ({False}, {True})
    company.done("DELETE", "ben", membership)
    assert everyone("ben") == {True}
    assert company.done("GET", "ann", f"/collections/{collection}")["everyone"] is False


def test_roles_may_what_they_may(company: Company) -> None:
    """Whoever may not gets the words of a collection that never was."""
    collection = company.collection("ann", company.document("ann"))
    path = f"/collections/{collection}"
    upload = {"filename": "a.txt", "size": 3, "collection_id": collection}
    for who, role in (("ben", "viewer"), ("cai", "contributor"), ("dee", "manager")):
        grant = company.share("ann", collection, who, role)
        assert company.code("PATCH", who, path, {"name": "Mine"}) == NOT_THERE
        assert company.code("DELETE", who, path) == NOT_THERE
        own = company.document(who)
        assert company.code("POST", who, f"{path}/documents", {"document_id": own.id}) == NOT_THERE
        added = company.code("POST", who, "/documents", upload)
        assert added == (NOT_THERE if role == "viewer" else (201, None))
        manages = role == "manager"
        assert company.code("GET", who, f"{path}/grants") == ((200, None) if manages else NOT_THERE)
        guest = {"email": f"guest-of-{who}@example.org", "role": "viewer"}
        assert company.code("POST", who, f"{path}/grants", guest) == ((201, None) if manages else NOT_THERE)
        if not manages:
            assert company.code("DELETE", who, f"{path}/grants/{grant}") == NOT_THERE


def test_a_manager_neither_makes_nor_ends_managers(company: Company) -> None:
    collection = company.collection("ann")
    path = f"/collections/{collection}/grants"
    mine = company.share("ann", collection, "ben", "manager")
    other = company.share("ann", collection, "cai", "manager")
    body = {"email": address("dee"), "role": "manager"}
    assert company.code("POST", "ben", path, body) == (400, "invalid_request")
    assert company.code("DELETE", "ben", f"{path}/{other}") == (404, "not_found")
    grant = company.share("ben", collection, "dee")
    assert company.done("GET", "dee", "/collections?shared=true")["items"][0]["owner_name"] == address("ann")
    company.done("DELETE", "cai", f"{path}/{grant}")
    company.done("DELETE", "ben", f"{path}/{mine}")
    assert company.code("GET", "ben", path) == NOT_THERE
    assert company.shared("cai") == {collection: "manager"}


def test_what_is_contributed_is_the_owners_and_says_who_added_it(company: Company) -> None:
    collection = company.collection("ann", company.document("ann"))
    company.share("ann", collection, "ben", "contributor")
    company.share("ann", collection, "cai", "contributor")
    body = {"filename": "b.txt", "size": 3, "tags": ["mine"], "folder": "ben", "collection_id": collection}
    added = company.done("POST", "ben", "/documents", body)
    document = added["document"]["id"]
    adapters = company.services.adapters
    stored = adapters.documents.get("ann", document)
    assert (stored.added_by, stored.tags, stored.folder) == ("ben", (), None)
    assert f"files/ann/{document}/" in added["upload"]["fields"]["key"]
    assert (adapters.documents.stored.of("ann").documents, adapters.documents.stored.of("ben").documents) == (2, 0)
    names = {
        who: {
            item["id"]: item["added_by"]
            for item in company.done("GET", who, f"/collections/{collection}/documents")["items"]
        }[document]
        for who in ("ann", "ben", "cai")
    }
    assert names == {"ann": address("ben"), "ben": address("ben"), "cai": None}
    path = f"/collections/{collection}/documents"
    (first,) = (id_ for id_ in adapters.collections.get("ann", collection).documents if id_ != document)
    for who, name in (("cai", document), ("ben", first)):
        assert company.code("DELETE", who, f"{path}/{name}") == (404, "document_not_found")
        for method, of, given in (
            ("DELETE", "", None),
            ("PATCH", "", {"tags": []}),
            ("PUT", "/content", {"size": 1}),
            ("POST", "/retry", None),
        ):
            assert company.code(method, who, f"/documents/{name}{of}", given) == (404, "document_not_found")
    assert company.done("DELETE", "ben", f"{path}/{document}")["documents"] == 1
    assert adapters.documents.get("ann", document).status == "uploading"
    assert company.done("GET", "ann", f"/documents/{document}")["added_by"] == address("ben")
    company.done("DELETE", "ben", f"/collections/{collection}/membership")
    assert company.done("GET", "ann", f"/documents/{document}")["added_by"] is None  # Nothing is kept of who has left.


def test_a_full_owner_is_not_told_of_to_contributors(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = company.collection("ann")
    company.share("ann", collection, "ben", "contributor")
    stored = company.services.adapters.documents.stored
    monkeypatch.setattr(stored, "quota", Quota(documents=0))
    body = {"filename": "b.txt", "size": 3, "collection_id": collection}
    status, told = company.call("POST", "ben", "/documents", body)
    assert (status, told["error"]["code"]) == (409, "collection_full")
    assert "numbers" not in told["error"]
    assert company.code("POST", "ann", "/documents", body) == (409, "quota_exceeded")


def test_a_revocation_during_an_upload_leaves_nothing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    collection = company.collection("ann")
    grant = company.share("ann", collection, "ben", "contributor")
    library = company.services.library
    register = type(library).add

    def revoked_meanwhile(*args: Any, **more: Any) -> Any:
        added = register(*args, **more)
        company.done("DELETE", "ann", f"/collections/{collection}/grants/{grant}")
        return added

    monkeypatch.setattr(type(library), "add", revoked_meanwhile)
    body = {"filename": "b.txt", "size": 3, "collection_id": collection}
    assert company.code("POST", "ben", "/documents", body) == NOT_THERE
    adapters = company.services.adapters
    assert adapters.collections.get("ann", collection).documents == ()
    assert {document.status for document in adapters.documents.all("ann")} == {"deleting"}


def test_a_deleted_collection_ends_for_everybody(company: Company) -> None:
    document = company.document("ann")
    collection = company.collection("ann", document)
    company.share("ann", collection, "ben")
    company.invite("ann", collection, "cai")
    company.done("POST", "ann", f"/collections/{collection}/grants", {"role": "viewer", "everyone": True})
    company.done("DELETE", "ann", f"/collections/{collection}")
    for who in ("ben", "cai", "dee"):
        assert company.shared(who) == {}
        assert company.done("GET", who, "/invitations")["items"] == []
        assert company.code("GET", who, f"/documents/{document.id}") == (404, "document_not_found")
    assert rows(company) == []


@pytest.mark.parametrize("leaver", ["ann", "ben"])
def test_the_end_of_an_account_leaves_nothing_dangling(company: Company, leaver: str) -> None:
    collection = company.collection("ann", company.document("ann"))
    other = company.collection("ben", company.document("ben"))
    company.share("ann", collection, "ben", "contributor")
    company.share("ben", other, "ann")
    company.share("ann", collection, "cai")
    company.invite("ann", collection, "dee")
    company.done("POST", "ann", f"/collections/{collection}/grants", {"role": "viewer", "everyone": True})
    shared = SharedRows("sharing", company.services.adapters.grants)
    assert shared.count(leaver) == (5 if leaver == "ann" else 2)
    assert not shared.purge(leaver, lambda: False)
    assert shared.purge(leaver, lambda: True)
    assert shared.count(leaver) == 0
    assert [item for item in rows(company) if leaver in repr({**item, "owner_name": "", "email": ""})] == []
    assert company.services.adapters.documents.stored.of("cai").memberships == (0 if leaver == "ann" else 1)
    company.services.adapters.collections.get("ann", collection)
    assert list(drifts(company)) == []


def drifts(company: Company) -> Iterator[Any]:
    services, inventory = company.services, Inventory(company.services.settings)
    for who in ("ann", "ben", "cai", "dee"):
        yield from sharing_drifts(services, inventory, who)
        yield from (
            drift
            for drift in quota_drifts(services, inventory, who, {}, inventory.chats(who))
            if "memberships" in drift.thing and "+0 memberships" not in drift.thing
        )
    yield from pointer_drifts(services, inventory)


def test_a_check_mends_what_gives_nothing(company: Company) -> None:
    collection, lost = company.collection("ann"), company.collection("ann")
    company.share("ann", collection, "ben")
    company.share("ann", lost, "cai")
    company.invite("ann", collection, "dee")
    assert list(drifts(company)) == []
    table = company.services.adapters.grants._table
    (membership,) = (item for item in rows(company, MEMBERSHIP) if item["owner_id"] == "ben")
    table.delete_item(Key={"owner_id": "ben", "id": membership["id"]})
    table.delete_item(Key={"owner_id": "ann", "id": f"collection#{lost}"})
    (pointer, *_) = (item for item in rows(company, INVITED) if item["collection_id"] == collection)
    table.delete_item(Key={"owner_id": pointer["owner_id"], "id": pointer["id"]})
    assert {drift.kind for drift in drifts(company)} >= {
        "an accepted grant has no membership", "a grant has no collection", "the quota's count is wrong",
    }  # fmt: skip
    for _ in range(3):
        for drift in list(drifts(company)):
            assert drift.mend is not None
            drift.mend()
    assert list(drifts(company)) == []
    assert company.shared("cai") == {}


def test_nothing_of_an_ended_account_comes_back_from_a_backup(company: Company) -> None:
    """Neither what it shared nor what was shared with it."""
    collection, other = company.collection("ann"), company.collection("ben")
    company.share("ann", collection, "ben")
    company.invite("ann", collection, "cai")
    company.share("ben", other, "ann")
    company.share("ben", other, "cai")
    for ended, left in (("ann", "ben"), ("ben", "ann")):
        kept = [item for item in rows(company) if not backup._is_of_ended(item, frozenset({ended}))]
        assert {item.get("collection_owner", item["owner_id"]) for item in kept} == {left}
        assert ended not in repr([{**item, "owner_name": "", "email": ""} for item in kept])


def test_an_archive_brings_no_grants_along(company: Company) -> None:
    document = company.document("ann")
    collection = company.collection("ann", document)
    company.share("ann", collection, "ben")
    ((_, item),) = company.services.adapters.held_rows.rows("collections", "ann")
    row = importing._row("collections", plain(item) | {"owner_id": "cai"})
    assert (row["documents"], "grants" in row) == ({document.id}, False)


def test_concurrent_grants_stay_within_the_limit(company: Company) -> None:
    adapters = company.services.adapters
    few = DynamoGrants(adapters._clients.dynamo, adapters.settings.messages_table, adapters.documents.stored, 3)
    collection = company.collection("ann")

    def give(number: int) -> str:
        waits = int(time.time()) + 1_000
        grant = Grant(
            new_id(), "ann", collection, "viewer", "person", timestamp(), "ann", waits, f"g{number % 9}@example.org"
        )
        try:
            few.give(grant)
        except GrailError as error:
            return error.code
        return "given"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(give, range(12)))
    assert told.count("given") == 3
    assert set(told) <= {"given", "quota_exceeded", "conflict"}
    assert len(few.all_of("ann", collection)) == adapters.collections.get("ann", collection).grants == 3


def test_concurrent_acceptances_stay_within_the_quota(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company.services.adapters.documents.stored, "quota", Quota(memberships=2))
    grants = [company.invite("ann", company.collection("ann"), "ben") for _ in range(5)]

    def accept(grant: str) -> int:
        return company.rest.call("POST", "ben", f"/invitations/{grant}").status_code

    told = [accept(grant) for grant in grants]
    assert sorted(told) == [200, 200, 409, 409, 409]
    usage = company.done("GET", "ben", "/usage")
    assert (usage["stored"]["memberships"], usage["caps"]["memberships"]) == (2, 2)


def test_of_two_who_accept_with_one_address_one_does(company: Company) -> None:
    company.emails["new"] = address("ben")
    grants = company.services.adapters.grants
    for _ in range(6):
        collection = company.collection("ann")
        company.invite("ann", collection, "ben")
        (grant,) = grants.all_of("ann", collection)

        def accept(who: str, grant: Grant = grant) -> bool:
            try:
                grants.accept(who, grant)
            except GrailError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(accept, ("ben", "new"))) == [False, True]


def test_a_revocation_and_an_acceptance_at_once_leave_no_right(company: Company) -> None:
    """Whichever comes first: nobody reads afterwards, and nothing dangles."""
    grants = company.services.adapters.grants
    for _ in range(8):
        collection = company.collection("ann", company.document("ann"))
        grant = company.invite("ann", collection, "ben")
        (stored,) = grants.all_of("ann", collection)

        def accept(stored: Grant = stored) -> None:
            grants.accept("ben", stored)

        with ThreadPoolExecutor(2) as pool:
            accepting = pool.submit(accept)
            pool.submit(grants.revoke, stored).result()
            assert isinstance(accepting.exception(), GrailError | None)
        assert company.shared("ben") == {}, grant
    assert rows(company) == []
    assert company.services.adapters.documents.stored.of("ben").memberships == 0
