"""A stage file is checked before anything is made: every fault is one sentence that says what is allowed."""

import json
from pathlib import Path
from typing import Any

import pytest

from cloud.aws import deploy
from cloud.chalice.functions import model_of
from cloud.stack import stage_file
from cloud.stack.stage_file import StageFile, StageFileError
from cloud.stack.target import Target, TargetError
from cloud.stack.template_parameters import TEMPLATE, Parameter, parameters, read

NAME = "cloud/stages/x.json"


@pytest.fixture
def stage(tmp_path: Path) -> Any:
    """Reads a stage file of this content."""

    def read(content: Any) -> StageFile:
        file = tmp_path / "x.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return stage_file.read(file, NAME)

    return read


def test_json_values_become_what_cloudformation_reads(stage: Any) -> None:
    read = stage({"ProtectData": True, "LogDays": 60, "DailyPriceUsd": 2.5, "ChatModels": ["a", "b"], "Domain": None})
    assert read.chosen == {"ProtectData": "true", "LogDays": "60", "DailyPriceUsd": "2.5", "ChatModels": "a,b"}


def test_capital_keys_are_settings(stage: Any) -> None:
    assert stage({"MAX_SOCKETS": 5}) == StageFile({}, {"MAX_SOCKETS": "5"})


def test_models_become_compact_json(stage: Any) -> None:
    models = {"acme.wonder-1": {"kind": "chat", "label": "Wonder", "citations": True}}
    settings = stage({"Models": models}).settings
    assert settings == {"MODELS": '{"acme.wonder-1":{"kind":"chat","label":"Wonder","citations":true}}'}


def test_a_missing_file_chooses_nothing(tmp_path: Path) -> None:
    assert stage_file.read(tmp_path / "none.json", NAME) == StageFile()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"LogDays": 45}, 'x.json: LogDays is "45" but must be one of 1, 3, 5, 7, 14, 30, 60, 90, 180, 365.'),
        ({"ProtectData": "True"}, 'ProtectData is "True" but must be one of true, false'),
        ({"DailyQuestions": "many"}, 'DailyQuestions is "many" but must be a number'),
        ({"DailyQuestions": 0}, 'DailyQuestions is "0" but must be at least 1'),
        ('{"DailyPriceUsd": NaN}', 'DailyPriceUsd is "NaN" but must be a number'),
        ({"EmbeddingDimensions": "1k"}, 'EmbeddingDimensions is "1k" but must match [0-9]*'),
        ({"AlarmEmail": "me"}, 'AlarmEmail is "me" but must match'),
        ({"ProtectDate": True}, "ProtectDate is no parameter of cloud/stack/template.yaml; did you mean ProtectData?"),
        ({"MAX_SOCKET": 5}, "MAX_SOCKET is no setting of docs/configuration.md; did you mean MAX_SOCKETS?"),
        ({"protect_data": True}, "did you mean ProtectData?"),
        ({"Zzzz": 1}, "those are Models, ProtectData, "),
        ({"DAILY_QUESTIONS": 5}, "DAILY_QUESTIONS is filled in by the deploy: use DailyQuestions"),
        ({"USER_POOL_ID": "x"}, "USER_POOL_ID is filled in by the deploy: leave it out"),
        ({"MODELS": "{}"}, "MODELS is filled in by the deploy: use Models"),
        ({"Running": False}, "Running is no parameter"),
        ({"Stage": "other"}, "Stage is no parameter"),
        ({"LogDays": {"days": 3}}, "LogDays must be a text, a number, true, false, or a list of them"),
        ({"Models": "acme.wonder-1"}, "Models must be an object: a description for each plain model id"),
        ({"Models": {"acme.wonder-1": 3}}, "Models must be an object"),
        ('{"LogDays": 30,\n "LogDays": 60}', "x.json has the key LogDays twice. Leave one."),
        ('{"LogDays": 30,\n"SignUp"}', "x.json, line 2, column 9: "),
        ("", "x.json, line 1, column 1: Expecting value"),
        ("[1]", "x.json must be a JSON object"),
    ],
)
def test_a_fault_is_one_sentence(stage: Any, content: Any, said: str) -> None:
    with pytest.raises(StageFileError) as raised:
        stage(content)
    assert said in str(raised.value)
    assert str(raised.value).startswith(NAME)


def test_all_faults_are_named_at_once(stage: Any) -> None:
    with pytest.raises(StageFileError, match=r"LogDays .*; SignUp .*"):
        stage({"LogDays": 45, "SignUp": "maybe"})


def test_a_file_in_another_encoding_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes('{"Domain": "é"}'.encode("latin-1"))
    with pytest.raises(StageFileError, match="is not UTF-8"):
        stage_file.read(file, NAME)
    file.write_bytes('{"LogDays": 30}'.encode("utf-8-sig"))
    assert stage_file.read(file, NAME).chosen == {"LogDays": "30"}


def test_a_stage_with_a_bad_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("cloud.stack.target.PROJECT", tmp_path)
    (tmp_path / "cloud" / "stages").mkdir(parents=True)
    (tmp_path / "cloud" / "stages" / "bad.json").write_text('{"LogDays": 45}')
    with pytest.raises(TargetError, match=r"cloud/stages/bad\.json: LogDays"):
        Target.of("bad")


def test_every_default_is_a_value_that_the_template_allows() -> None:
    read = parameters()
    assert len(read) >= 15
    assert {
        name: fault for name, parameter in read.items() if (fault := parameter.fault(parameter.default or ""))
    } == {}
    assert 'Default: "*"' in TEMPLATE.read_text()
    assert read["PageOrigin"].default == "*"


def test_parameters_are_read_as_cloudformation_reads_them() -> None:
    text = """
Parameters:
  Size: { Type: Number, MinValue: 1, MaxValue: 9.5, Default: 2 }
  Word: { Type: String, AllowedPattern: "[a-z]+" }
Resources: { Thing: { Type: X, Name: !Sub "${Word}", List: !If [A, !Ref B, [c]] } }
"""
    size, word = read(text).values()
    assert size == Parameter("Size", "Number", "2", least=1, most=9.5)
    assert [size.fault(value) for value in ("9.5", "9.6", "0", "1e0")] == [
        None,
        "must be at most 9.5",
        "must be at least 1",
        None,
    ]
    assert [word.fault(value) for value in ("abc", "abc1")] == [None, "must match [a-z]+"]


def test_prod_protects_its_data_unless_its_file_says_otherwise() -> None:
    assert deploy.parameters(Target("prod"))["ProtectData"] == "true"
    assert deploy.parameters(Target("dev"))["ProtectData"] == "false"
    assert deploy.parameters(Target("prod", {"ProtectData": "false"}))["ProtectData"] == "false"


def test_the_size_of_vectors_is_part_of_the_embedding_model() -> None:
    assert model_of(Target("dev", {"EmbeddingDimensions": "512"}), "m") == ("m", "512")
