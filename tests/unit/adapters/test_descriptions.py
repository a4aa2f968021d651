"""What clients are made of is the same, however its description was parsed."""

import gzip
from pathlib import Path

import boto3
import pytest
from botocore.loaders import JSONFileLoader, Loader

from chalicelib.adapters.descriptions import DescriptionFiles, read_quickly


@pytest.mark.parametrize("service", ["dynamodb", "s3", "sqs", "lambda", "bedrock-runtime", "apigatewaymanagementapi"])
def test_a_description_is_what_botocore_reads(service: str) -> None:
    usual, quick = Loader(), Loader(file_loader=DescriptionFiles())
    for kind in ("service-2", "endpoint-rule-set-1"):
        assert quick.load_service_model(service, kind) == usual.load_service_model(service, kind)
    assert quick.load_data("partitions") == usual.load_data("partitions")


def test_a_plain_description_comes_before_a_compressed_one(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(b'{"from": "gz"}'))
    assert DescriptionFiles().load_file(str(tmp_path / "a")) == {"from": "gz"}
    (tmp_path / "a.json").write_bytes(b'{"from": "json"}')
    for loader in (DescriptionFiles(), JSONFileLoader()):
        assert loader.load_file(str(tmp_path / "a")) == {"from": "json"}
        assert loader.load_file(str(tmp_path / "none")) is None


def test_a_session_is_set_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    read_quickly()
    session = boto3.DEFAULT_SESSION
    assert session is not None
    read_quickly()
    assert boto3.DEFAULT_SESSION is session
    loader = session._session.get_component("data_loader")
    assert isinstance(loader.file_loader, DescriptionFiles)
