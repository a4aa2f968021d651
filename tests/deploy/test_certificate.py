"""The certificate of the interfaces' domains: what CloudFormation would refuse is said before anything is made."""

import pytest

from cloud.aws.checks import certificate, checklist
from tests.deploy.fake_aws import FakeAws, Json, refusal
from tests.deploy.test_api_domains import CERTIFICATE, CHOSEN


def account(status: str = "ISSUED", *names: str) -> FakeAws:
    found: Json = {"Status": status, "SubjectAlternativeNames": list(names)}
    return FakeAws({"acm.DescribeCertificate": {"Certificate": found}})


def said(aws: FakeAws, region: str = "eu-west-1") -> str:
    return str(certificate.check(aws.target(region=region), CHOSEN))


@pytest.mark.parametrize("names", [("api.example.org", "ws.example.org"), ("example.org", "*.example.org")])
def test_a_certificate_that_covers_the_names_is_fine(names: tuple[str, ...]) -> None:
    aws = account("ISSUED", *names)
    assert said(aws) == "✓ The certificate of api.example.org and ws.example.org is issued."
    assert aws.asked("acm.DescribeCertificate") == [{"CertificateArn": CERTIFICATE}]


@pytest.mark.parametrize("names", [("api.example.org", "*.ws.example.org"), ("api.example.org", "*.org")])
def test_a_name_that_is_not_covered_is_refused(names: tuple[str, ...]) -> None:
    assert "✗" in said(account("ISSUED", *names))
    assert "does not cover ws.example.org. Have ACM issue one" in said(account("ISSUED", *names))


def test_a_certificate_that_cannot_be_used_is_refused() -> None:
    pending = said(account("PENDING_VALIDATION", "*.example.org"))
    assert pending.startswith("✗")
    assert "is PENDING_VALIDATION. ACM, Certificates, shows the DNS record" in pending
    missing = said(FakeAws({"acm.DescribeCertificate": refusal("ResourceNotFoundException")}))
    assert f"✗ The certificate of api.example.org and ws.example.org is not in this account: {CERTIFICATE}." in missing
    assert "is in eu-west-1, the stage in us-east-1. Have ACM issue one there" in said(FakeAws({}), "us-east-1")


def test_a_stage_without_domains_needs_no_certificate() -> None:
    aws = FakeAws({})
    assert certificate.check(aws.target(), {"CertificateArn": CERTIFICATE}) is None
    assert aws.calls == []


def test_the_check_of_the_deploy_asks_for_the_certificate() -> None:
    aws = account("ISSUED", "*.example.org")
    questions = dict(checklist._questions(aws.target(), CHOSEN, "eu-west-1"))
    assert str(questions["The certificate of the domains"]()).startswith("✓")
