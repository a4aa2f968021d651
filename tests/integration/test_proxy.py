"""Behind a company's proxy: whatever the environment says of proxies, the laptop cloud speaks to itself directly."""

from collections.abc import Iterator

import pytest

from measure.page_client import PageClient
from measure.running import RunningGrail, free_ports, new_client

TEXT = b"The lighthouse at Cape Juniper was built in 1873 and stands 41 metres tall."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageClient]:
    """A copy whose environment names proxies at which nobody answers, in every spelling."""
    dead = free_ports(1)[0]
    http, socks = f"http://127.0.0.1:{dead}", f"socks5h://127.0.0.1:{dead}"
    proxies = {"HTTP_PROXY": http, "https_proxy": http, "ALL_PROXY": socks, "no_proxy": "intranet.example"}
    grail = RunningGrail(tmp_path_factory.mktemp("proxied"), GRAIL_SAMPLES="1", **proxies)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in proxies.items():
            environment.setenv(name, value)
        grail.start()
        with new_client(grail) as made:
            yield made
        grail.stop()


def test_a_document_and_a_question_need_no_proxy(client: PageClient) -> None:
    document = client.wait(client.add_content("lighthouse.txt", TEXT).id)
    assert document.status == "ready", document
    assert "41" in client.ask("How tall is the lighthouse at Cape Juniper?").text
