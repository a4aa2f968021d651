"""Pictures at the local Bedrock: what is refused, and that the product's adapter shows them to a model."""

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from botocore.exceptions import ClientError
from PIL import Image

from chalicelib.adapters.bedrock.catalogue import catalogue
from chalicelib.adapters.bedrock.converse import BedrockChat
from chalicelib.errors import ModelError, UnusableModelError
from chalicelib.models import ModelEnd, TextPart, Turn
from cloud.bedrock.wire.families import MOST_IMAGE_BYTES
from tests.bedrock.asking import request
from tests.bedrock.conftest import HTTP, Local
from tests.bedrock.test_model_matrix import SHOWN

HAIKU, LLAMA, MICRO = (
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "us.meta.llama3-3-70b-instruct-v1:0",
    "us.amazon.nova-micro-v1:0",
)
SEEING = [model for model in SHOWN if catalogue().chat_model(model).images]


def png(grey: int = 255) -> bytes:
    file = BytesIO()
    Image.new("L", (40, 20), grey).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def script(local: Local) -> Iterator[Any]:
    """Writes what the model reads on pictures."""

    def write(texts: dict[str, str]) -> None:
        HTTP.put(f"{local.address}/_local/transcripts", json=texts).raise_for_status()

    yield write
    HTTP.delete(f"{local.address}/_local/transcripts").raise_for_status()


def asked(content: bytes, kind: str = "png", model: str = HAIKU) -> dict[str, Any]:
    first = request("Copy this page.", model=model)
    image = {"image": {"format": kind, "source": {"bytes": content}}}
    return {**first, "messages": [{"role": "user", "content": [image, {"text": "Copy this page."}]}]}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (asked(png(), model=LLAMA), "doesn't support the image field"),
        (asked(png(), model=MICRO), "doesn't support the image field"),
        (asked(png(), model="local.quoting"), "doesn't support the image field"),
        (asked(png(), kind="jpeg"), "Could not process image"),
        (asked(png(), kind="bmp"), "must satisfy enum value set"),
        (asked(png() + bytes(MOST_IMAGE_BYTES)), "3.75 MB"),
    ],
    ids=["llama", "micro", "local", "other format", "no format", "too large"],
)
def test_a_picture_that_bedrock_would_refuse_is_refused(bedrock: Any, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ClientError, match=words):
        bedrock.converse_stream(**arguments)


@pytest.mark.parametrize("model", SEEING)
def test_the_adapter_shows_each_picture_to_each_model_that_sees(bedrock: Any, script: Any, model: str) -> None:
    script({sha256(png(0)).hexdigest(): "<page>A black page.</page>", "*": "<page>Another.</page>"})
    chat = BedrockChat(bedrock, catalogue())
    for picture, text in ((png(0), "<page>A black page.</page>"), (png(9), "<page>Another.</page>")):
        events = list(chat.stream(model, "Copy.", [Turn("user", "This page.", pictures=(picture,))], 1_000))
        assert "".join(event.text for event in events if isinstance(event, TextPart)) == text
        assert isinstance(events[-1], ModelEnd)
        assert events[-1].usage.price_usd > 0


def test_the_adapter_says_that_a_model_sees_nothing(bedrock: Any) -> None:
    chat = BedrockChat(bedrock, catalogue())
    with pytest.raises(ModelError):
        list(chat.stream(LLAMA, "Copy.", [Turn("user", "This page.", pictures=(png(),))], 1_000))
    with pytest.raises(UnusableModelError, match="does not see pictures"):
        catalogue().seeing_model(LLAMA)
