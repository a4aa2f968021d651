"""Numbers among the settings: zero is a number, and what is none is refused in one sentence."""

import pytest

from chalicelib.config import REQUIRED, Settings, SettingsError

ENV = dict.fromkeys(REQUIRED, "x")


@pytest.mark.parametrize(
    "name", ["DAILY_QUESTIONS", "DAILY_PRICE_USD", "STAGE_DAILY_QUESTIONS", "STAGE_DAILY_PRICE_USD"]
)
def test_zero_is_a_cap_and_not_the_default(name: str) -> None:
    assert getattr(Settings.from_env({**ENV, name: "0"}), name.lower()) == 0


@pytest.mark.parametrize("value", ["nan", "inf", "-3", "many", "1e3"])
@pytest.mark.parametrize("name", ["DAILY_PRICE_USD", "MAX_SOCKETS", "STAGE_DAILY_PRICE_USD", "NEW_ACCOUNT_DAYS"])
def test_what_is_no_amount_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be"):
        Settings.from_env({**ENV, name: value})


@pytest.mark.parametrize(("name", "value"), [("MAX_SOCKETS", "2.9"), ("MAX_SOCKETS", "0"), ("PARALLEL_ANSWERS", "0")])
def test_count_is_a_whole_number_of_at_least_one(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be a whole number of at least 1"):
        Settings.from_env({**ENV, name: value})


def test_sign_up_is_open_or_invited() -> None:
    assert Settings.from_env(ENV).sign_up == "invited"
    assert Settings.from_env({**ENV, "SIGN_UP": "open"}).sign_up == "open"
    with pytest.raises(SettingsError, match="SIGN_UP must be invited or open"):
        Settings.from_env({**ENV, "SIGN_UP": "closed"})
