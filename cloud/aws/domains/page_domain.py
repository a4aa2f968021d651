"""The page's own domain: the DNS records that it needs, and whether it is ready.

CloudFormation makes the association and does not wait for the DNS, which is the operator's. Until it is ready the page
answers at Amplify's address, which REST and sockets allow as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cloud.stack.target import Target

READY = frozenset({"AVAILABLE", "UPDATING"})


@dataclass(frozen=True)
class PageDomain:
    """`records` are lines of DNS, "NAME TYPE VALUE", that the domain's zone must hold."""

    name: str
    status: str
    reason: str
    records: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        return self.status in READY

    def lines(self) -> list[str]:
        """What the deploy command says of it."""
        if self.is_ready:
            return [f"The page's domain {self.name} is ready."]
        why = f": {self.reason}" if self.reason else ""
        return [
            f"The page's domain {self.name} is not ready yet ({self.status}{why}). Its DNS needs these records:",
            *(f"  {record}" for record in self.records),
            "  A name at the top of a zone takes an ALIAS or ANAME in place of a CNAME. Amplify looks again by itself.",
        ]


def of_page(target: Target, outputs: Mapping[str, str], chosen: Mapping[str, str]) -> PageDomain | None:
    """None where the page has no domain of its own."""
    name = chosen.get("Domain", "")
    if not name or "PageAppId" not in outputs:
        return None
    answer = target.client("amplify").get_domain_association(appId=outputs["PageAppId"], domainName=name)
    association = answer["domainAssociation"]
    status, reason = association["domainStatus"], association.get("statusReason") or ""
    return PageDomain(name, status, reason, tuple(_records(name, association)))


def page_address(outputs: Mapping[str, str], domain: PageDomain | None) -> str:
    """Where the page answers now: PageOrigins has the domain first and Amplify's own address last."""
    origins = outputs["PageOrigins"].split(",")
    return origins[0] if domain is None or domain.is_ready else origins[-1]


def _records(name: str, association: Mapping[str, Any]) -> list[str]:
    verification = association.get("certificate", {}).get("certificateVerificationDNSRecord")
    records = [verification or association.get("certificateVerificationDNSRecord") or ""]
    records += [_named(name, subdomain["dnsRecord"]) for subdomain in association.get("subDomains", [])]
    return [" ".join(record.split()) for record in records if record]


def _named(domain: str, record: str) -> str:
    """Amplify leaves the name out of the record for the domain itself, and gives only the first part of others."""
    prefix, _, rest = record.partition("CNAME")
    return f"{f'{prefix.strip()}.' if prefix.strip() else ''}{domain}. CNAME {rest.strip()}"
