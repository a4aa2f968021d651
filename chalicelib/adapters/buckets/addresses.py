"""Addresses of objects: `s3://bucket/key`, in which what nobody sees and `%` are percent-encoded.

A key is any text of at most 1,024 bytes: `?`, `#`, `..` and `//` are letters like others, and no path is made shorter.
"""

import re
from urllib.parse import quote, unquote

from chalicelib.errors import AddressRefusedError

SCHEME = "s3://"
MOST_KEY = 1_024  # Bytes.
BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
_ADDRESS = re.compile(rf"(?i:s3)://({BUCKET})(?:/(.*))?", re.DOTALL)


def address_of(bucket: str, key: str) -> str:
    return f"{SCHEME}{bucket}/{''.join(map(_shown, key))}"


def _shown(character: str) -> str:
    is_plain = character.isprintable() and character not in " %"
    return character if is_plain else quote(character, safe="")


def parse(address: str) -> tuple[str, str]:
    """Bucket, and key or beginning of keys. Raises AddressRefusedError."""
    match = _ADDRESS.fullmatch(address.strip())
    if match is None:
        raise AddressRefusedError("An address of a bucket is like s3://bucket/folder/.")
    try:
        key = unquote(match[2] or "", errors="strict")
        size = len(key.encode())
    except UnicodeError as error:
        raise AddressRefusedError("The address has characters that no object's key has.") from error
    if size > MOST_KEY:
        raise AddressRefusedError("The address is longer than any object's key.")
    return match[1], key
