"""Settings are read from their own fields: the name, the type and the default of each say how."""

import re
from dataclasses import Field, fields
from typing import Any, get_type_hints

import pytest

from chalicelib.config import REQUIRED, Settings, SettingsError, is_required, variables_of
from cloud import PROJECT

ENV = dict.fromkeys(REQUIRED, "x")
NUMBERS = [setting for setting in fields(Settings) if isinstance(setting.default, int | float)]
AMOUNTS = [setting for setting in NUMBERS if isinstance(setting.default, float)]
TYPES = get_type_hints(Settings, include_extras=True)
everywhere = pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
each_number = pytest.mark.parametrize("setting", NUMBERS, ids=lambda setting: setting.name)


def read(setting: "Field[Any]", text: str) -> object:
    return getattr(Settings.from_env(ENV | {variables_of(setting)[0]: text}), setting.name)


@everywhere
@pytest.mark.parametrize("text", ["", " ", ","])
def test_an_empty_variable_is_missing(setting: "Field[Any]", text: str) -> None:
    if not is_required(setting):
        assert read(setting, text) == read(setting, "") == getattr(Settings.from_env(ENV), setting.name)
        return
    with pytest.raises(SettingsError, match=f"{variables_of(setting)[0]} is missing"):
        read(setting, text)


@each_number
def test_zero_is_a_number_and_not_the_default(setting: "Field[Any]") -> None:
    least = 0 if setting in AMOUNTS else int(TYPES[setting.name].__metadata__[0].removeprefix("at least "))
    assert read(setting, str(least)) == least
    if least:
        with pytest.raises(SettingsError, match=f"{setting.name.upper()} must be a whole number of at least {least}"):
            read(setting, "0")


@each_number
@pytest.mark.parametrize("text", ["-3", "nan", "inf", "-inf", "1e3", "many", "1_000", "٣"])
def test_a_number_that_is_none_is_refused(setting: "Field[Any]", text: str) -> None:
    with pytest.raises(SettingsError, match=f"{setting.name.upper()} must be a (whole )?number of at least"):
        read(setting, text)


@each_number
def test_a_fraction_is_an_amount_but_no_count(setting: "Field[Any]") -> None:
    if setting in AMOUNTS:
        assert read(setting, "2.9") == 2.9
        return
    with pytest.raises(SettingsError, match=f"{setting.name.upper()} must be a whole number"):
        read(setting, "2.9")


@everywhere
def test_a_text_is_read_as_the_field_has_it(setting: "Field[Any]") -> None:
    samples = {
        "models": ('{"a": {}}', {"a": {}}),
        "sign_up": ("open", "open"),
        "source_bucket_users": ("everyone", "everyone"),
        "embedding_dimensions": ("256", 256),
    }
    text, value = samples.get(setting.name, ("3", 3) if setting in NUMBERS else ("a, b", "a, b"))
    if isinstance(getattr(Settings.from_env(ENV), setting.name), tuple):
        value = ("a", "b")
    assert read(setting, text) == value


def test_every_default_is_a_number_that_may_be_set() -> None:
    assert len(AMOUNTS) == 7
    for setting in NUMBERS:
        assert read(setting, str(setting.default)) == setting.default


@everywhere
def test_a_setting_is_used(setting: "Field[Any]") -> None:
    files = (path for path in (PROJECT / "chalicelib").rglob("*.py") if path.name != "config.py")
    sources = "".join(path.read_text() for path in (PROJECT / "app.py", *files))
    assert re.search(rf"settings\.{setting.name}\b|\b{setting.name}\(", sources), f"nothing reads {setting.name}"


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_env({"MAX_UPLOAD_BYTES": "much", "MODELS": "[1]", "SIGN_UP": "closed"})
    for name in REQUIRED:
        assert f"{name} is missing" in str(raised.value)
    assert "MAX_UPLOAD_BYTES must be a whole number of at least 0" in str(raised.value)
    assert "MODELS is not a JSON object" in str(raised.value)
    assert "SIGN_UP must be invited or open" in str(raised.value)


def test_the_region_has_two_names() -> None:
    assert Settings.from_env(ENV).region == "us-east-1"
    assert Settings.from_env(ENV | {"AWS_DEFAULT_REGION": "b"}).region == "b"
    assert Settings.from_env(ENV | {"AWS_DEFAULT_REGION": "b", "AWS_REGION": "a"}).region == "a"
