"""Whether the certificate of the interfaces' domains can be used, before CloudFormation finds out that it cannot."""

from collections.abc import Mapping

from cloud.aws.checks.finding import Finding
from cloud.aws.domains.api_domains import INTERFACES
from cloud.stack.target import Target


def check(target: Target, chosen: Mapping[str, str]) -> Finding | None:
    """Nothing where REST and the sockets have no domains of their own."""
    names = [chosen[parameter] for parameter in INTERFACES if chosen.get(parameter)]
    if not names:
        return None
    fault = _fault(target, chosen["CertificateArn"], names)
    subject = f"The certificate of {' and '.join(names)}"
    return Finding("refused", f"{subject} {fault}") if fault else Finding("ok", f"{subject} is issued.")


def _fault(target: Target, arn: str, names: list[str]) -> str | None:
    """What is wrong with it and what to do, as the rest of a sentence."""
    region = arn.split(":")[3]
    if region != target.region:
        return f"is in {region}, the stage in {target.region}. Have ACM issue one there, and name it in CertificateArn."
    acm = target.client("acm")
    try:
        certificate = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    except acm.exceptions.ResourceNotFoundException:
        return f"is not in this account: {arn}. ACM, Certificates, shows those that are."
    if certificate["Status"] != "ISSUED":
        return f"is {certificate['Status']}. ACM, Certificates, shows the DNS record that it waits for."
    bare = [
        name for name in names if not any(_covers(covered, name) for covered in certificate["SubjectAlternativeNames"])
    ]
    if bare:
        return f"does not cover {' and '.join(bare)}. Have ACM issue one for all of these names."
    return None


def _covers(covered: str, name: str) -> bool:
    """A star stands for one part of a name."""
    return covered == name or (covered.startswith("*.") and covered[2:] == name.partition(".")[2])
