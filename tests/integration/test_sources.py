"""A site and a bucket here as sources of a running Grail: by REST, queue, S3 and LanceDB, to what is found."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, new_client
from tests.support.site import Site, SitePage

BUCKET = "coast-of-others"
LONGEST = 180.0  # Seconds that a run may take on a busy machine.


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    with site.running():
        yield site


@pytest.fixture(scope="module")
def following(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[RunningGrail]:
    """A copy that may ask this machine's own site, and read one folder of a bucket."""
    made = RunningGrail(
        tmp_path_factory.mktemp("following"),
        SOURCE_HOSTS="127.0.0.1/32",
        SOURCE_PORTS=str(site.port),
        SOURCE_BUCKETS=f"{BUCKET}/team",
        SOURCE_BUCKET_USERS="everyone",
    )
    made.start()
    yield made
    made.stop()


def until[T](look: Callable[[], T], is_enough: Callable[[T], bool]) -> T:
    ends = time.monotonic() + LONGEST
    while not is_enough(seen := look()):
        assert time.monotonic() < ends, seen
        time.sleep(0.5)
    return seen


def found(client: PageClient, query: str) -> list[str]:
    passages: list[dict[str, Any]] = client.call("POST", "/search", {"query": query})["passages"]
    return [passage["filename"] for passage in passages if "lighthouse" in passage["text"]]


def test_a_site_is_searched_and_stays_what_it_is(following: RunningGrail, site: Site) -> None:
    site.pages = {
        "/docs/": SitePage("Lighthouses. An index of every lighthouse on the coast.", ["skarhamn", "marwick"]),
        "/docs/skarhamn": SitePage("Skarhamn. The keeper of the lighthouse of Skarhamn is called Signe Lund."),
        "/docs/marwick": SitePage("Marwick. The lighthouse of Marwick was built in 1904 by Oswin Tarrant."),
    }
    with new_client(following) as client:
        made = client.call("POST", "/sources", {"address": f"{site.url}/docs/", "tags": ["coast"]})
        path = f"/sources/{made['id']}"
        source = until(lambda: client.call("GET", path), lambda seen: seen["last"] is not None)
        assert (source["last"]["outcome"], source["last"]["counts"]["added"]) == ("complete", 3)
        assert source["next_run_at"] > source["last"]["ended_at"]
        documents = until(
            lambda: list(client.documents()),
            lambda documents: all(document.status == "ready" for document in documents),
        )
        assert {document.address for document in documents} == {
            f"{site.url}/docs/{name}" for name in ("", "skarhamn", "marwick")
        }
        assert {(document.source_id, *document.tags) for document in documents} == {(made["id"], "coast")}
        assert found(client, "Who is the keeper of the lighthouse of Skarhamn?")[0] == "Skarhamn.html"
        site.pages["/docs/skarhamn"].text = "Skarhamn. The keeper of the lighthouse of Skarhamn is called Tove Berg."
        client.call("POST", f"{path}/runs", {})
        source = until(lambda: client.call("GET", path), lambda seen: seen["last"]["counts"]["changed"] == 1)
        assert source["last"]["counts"]["unchanged"] == 2
        texts = until(
            lambda: client.call("POST", "/search", {"query": "keeper of Skarhamn"})["passages"],
            lambda seen: any("Tove Berg" in passage["text"] for passage in seen),
        )
        assert not any("Signe Lund" in passage["text"] for passage in texts)
        items = client.call("GET", f"{path}/items")["items"]
        assert {item["state"] for item in items} == {"kept"}
        client.call("DELETE", path, documents="remove")
        until(lambda: list(client.documents()), lambda seen: seen == [])
        assert until(lambda: client.call("GET", "/sources")["items"], lambda seen: seen == []) == []
        assert client.call("GET", "/usage")["stored"]["sources"] == 0


def test_a_folder_of_a_bucket_is_searched(following: RunningGrail) -> None:
    s3 = following.aws("s3")
    s3.create_bucket(Bucket=BUCKET)
    names = ["Skarhamn + ünï (1%)/a b.txt", "Skarhamn/..txt", "marwick.txt"]
    for number, name in enumerate(names):
        s3.put_object(Bucket=BUCKET, Key=f"team/{name}", Body=f"The lighthouse number {number} has a keeper.".encode())
    s3.put_object(Bucket=BUCKET, Key="teams/secret.txt", Body=b"A lighthouse of others.")
    with new_client(following) as client:
        with pytest.raises(Exception, match="none that you may read here"):
            client.call("POST", "/sources", {"address": f"s3://{BUCKET}/teams/"})
        made = client.call("POST", "/sources", {"address": f"s3://{BUCKET}/team/"})
        path = f"/sources/{made['id']}"
        source = until(lambda: client.call("GET", path), lambda seen: seen["last"] is not None)
        assert (source["kind"], source["last"]["outcome"], source["last"]["counts"]["added"]) == ("s3", "complete", 3)
        documents = until(
            lambda: list(client.documents()),
            lambda documents: all(document.status == "ready" for document in documents),
        )
        assert {document.address for document in documents} == {
            f"s3://{BUCKET}/team/Skarhamn%20+%20ünï%20(1%25)/a%20b.txt",
            f"s3://{BUCKET}/team/Skarhamn/..txt",
            f"s3://{BUCKET}/team/marwick.txt",
        }
        s3.delete_object(Bucket=BUCKET, Key=f"team/{names[0]}")
        client.call("POST", f"{path}/runs", {"allow_deletions": 1})
        source = until(lambda: client.call("GET", path), lambda seen: seen["last"]["counts"]["deleted"] == 1)
        assert (source["last"]["counts"]["unchanged"], source["last"]["counts"]["read"]) == (2, 0)
        client.call("DELETE", path, documents="remove")
        until(lambda: list(client.documents()), lambda seen: seen == [])
