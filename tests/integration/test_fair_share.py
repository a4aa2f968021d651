"""One owner's many files do not delay another's single one."""

from measure.page_client import PageClient
from measure.speed.fair_share import overtake


def test_a_single_file_passes_another_owners_many(client: PageClient, other_client: PageClient) -> None:
    seen = overtake(client, other_client, files=24)
    assert seen.waiting >= 8
    assert seen.done_meanwhile <= seen.waiting / 2
    for document in list(client.documents()):  # What still waits would be embedded beside the tests that follow.
        client.call("DELETE", f"/documents/{document.id}")
