"""What parameters may not be chosen together: said by a dry run, not by CloudFormation."""

import pytest

from cloud.aws.deploy import parameters
from cloud.stack import template_rules
from cloud.stack.target import Target, TargetError

OIDC = {
    "LoginDomainPrefix": "grail-acme",
    "OidcIssuer": "https://login.acme.example",
    "OidcClientId": "grail",
    "OidcClientSecretArn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:grail-acme",
}
PROGRAMS = {"LoginDomainPrefix": "grail-acme", "ProgramSignIn": "true"}
SAML = "https://login.acme.example/metadata"


@pytest.mark.parametrize("chosen", [{}, OIDC, {"LoginDomainPrefix": "grail-acme", "SamlMetadataUrl": SAML}, PROGRAMS])
def test_parameters_that_fit_are_taken(chosen: dict[str, str]) -> None:
    assert parameters(Target("x", chosen)).items() >= chosen.items()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({**OIDC, "SamlMetadataUrl": SAML}, "not both"),
        ({"SamlMetadataUrl": SAML}, "needs LoginDomainPrefix"),
        ({"ProgramSignIn": "true"}, "needs LoginDomainPrefix"),
        ({"MailFromArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.org"}, "needs MailFrom"),
        ({**OIDC, "OidcClientSecretArn": ""}, "needs OidcClientId and OidcClientSecretArn"),
        ({**OIDC, "OidcClientId": ""}, "needs OidcClientId and OidcClientSecretArn"),
    ],
)
def test_parameters_that_do_not_fit_are_refused(chosen: dict[str, str], sentence: str) -> None:
    with pytest.raises(TargetError, match=sentence):
        parameters(Target("x", chosen))


def test_an_unknown_function_in_a_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not know"):
        template_rules.holds({"Fn::Contains": [["a"], "a"]}, {})
