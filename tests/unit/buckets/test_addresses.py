"""Addresses of objects: any key there and back, and nothing that hides what it is."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.adapters.buckets.addresses import address_of, parse
from chalicelib.errors import AddressRefusedError

KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=250)


@given(KEYS)
@example("a b+c%20\n\u202e/../?#")
def test_a_key_comes_back(key: str) -> None:
    address = address_of("company", key)
    assert address.isprintable()
    assert " " not in address
    assert parse(address) == ("company", key)


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("s3://company", ("company", "")),
        ("s3://company/", ("company", "")),
        (" S3://company/law and order/ ", ("company", "law and order/")),
        ("s3://company/law%20and%20order/", ("company", "law and order/")),
        ("s3://company//../x?y#z", ("company", "/../x?y#z")),
        ("s3://my.own.bucket/ünï", ("my.own.bucket", "ünï")),
    ],
)
def test_an_address_may_be_typed_as_it_is_read(address: str, meant: tuple[str, str]) -> None:
    assert parse(address) == meant


@pytest.mark.parametrize(
    "address",
    [
        "s3:company", "s3:/company/x", "https://company/x", "s3://", "s3:///x", "s3://Company/x", "s3://co/x",
        "s3://a_b_c/x", "s3://com@pany/x", "s3://company:80/x", "s3://ſompany/x", "s3://company\\x", "s3://company/%ff",
        "s3://company/" + "x" * 1025, "arn:aws:s3:::company/x", "s3://arn:aws:s3:eu-west-1:1:accesspoint/x",
    ],
)  # fmt: skip
def test_another_address_is_none(address: str) -> None:
    with pytest.raises(AddressRefusedError):
        parse(address)
