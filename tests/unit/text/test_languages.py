"""A language that is recognised in a question has all that the rules ask of it."""

import json

import pytest

from chalicelib.rag.answers.refusal import refusal
from chalicelib.rag.text.languages import LANGUAGES, language_of, thousands_sign
from cloud import PROJECT

DATA = json.loads((PROJECT / "chalicelib/rag/text/languages.json").read_text())
RECOGNISED = sorted(name for name, data in DATA.items() if "pointing" in data or "script" in data)


@pytest.mark.parametrize("name", RECOGNISED)
def test_language_has_a_refusal_and_a_thousands_sign(name: str) -> None:
    missing = {"refusal", "thousands"} - DATA[name].keys()
    assert not missing, f"languages.json has no {missing} of {name}"
    question = " ".join(sorted(LANGUAGES[name].stop_words)) if name in LANGUAGES else DATA[name]["script"][0]
    assert language_of(question) == name
    assert refusal(question) == DATA[name]["refusal"]
    assert thousands_sign(question) == DATA[name]["thousands"]
