"""What several suites of a running Grail share."""

from collections.abc import Iterator

import pytest

from measure.costs.calls import TITAN
from measure.running import RunningGrail
from tests.integration.stand_ins import ASKED_FROM, MODEL


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGrail]:
    """A copy that answers, reads pages and embeds by stand-ins of Bedrock's models, and asks before it spends much."""
    made = RunningGrail(
        tmp_path_factory.mktemp("stand-ins"),
        BEDROCK="stand-ins",
        CHAT_MODELS=f"{MODEL},local.quoting",
        OCR_MODEL=MODEL,
        EMBEDDING_MODEL=TITAN,
        ASK_PRICE_USD=str(ASKED_FROM),
    )
    made.start()
    yield made
    made.stop()
