"""E-mails, and pages saved as one (MHTML): subject, sender and date of the headers (RFC 5322)."""

import email
import email.policy
from email.utils import parseaddr
from pathlib import Path

from chalicelib.adapters.extraction.metadata.stated import names, short, stated
from chalicelib.adapters.extraction.readers.mail.headers import header
from chalicelib.models import Metadata

_HEAD_BYTES = 256 << 10


def metadata(path: Path) -> Metadata:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES).lstrip(b"\xef\xbb\xbf\r\n")
    message = email.message_from_bytes(head, policy=email.policy.compat32)
    name, address = parseaddr(header(message, "From"))
    is_page = bool(header(message, "Snapshot-Content-Location")) or "saved" in name.lower()
    date = short(header(message, "Date"))
    return Metadata(
        title=stated(header(message, "Subject")),
        authors=() if is_page else names([name or address]),
        written=date,
        sent=None if is_page else date,
    )
