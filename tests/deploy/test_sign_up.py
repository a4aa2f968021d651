"""Who may make an account: the function that the template gives to Cognito, run as the code it is."""

import json
from typing import Any

import pytest
from cfnlint.decode import cfn_yaml

from cloud.stack import sign_up, stack

RESOURCES: dict[str, Any] = cfn_yaml.load(str(stack.TEMPLATE))["Resources"]  # type: ignore[no-untyped-call]
DOMAINS = "example.com,xn--mnchen-3ya.example"

ADMITTED = (
    "anna@example.com",
    "Anna.X@EXAMPLE.com",
    "o'neil_1@example.com",
    "anna@xn--mnchen-3ya.example",
)
REFUSED = (
    "anna@example.org",
    "anna@sub.example.com",
    "anna@example.com.evil.org",
    "anna@evilexample.com",
    "anna@evil.org@example.com",
    '"anna@evil.org"@example.com',
    '"anna"@example.com',
    "anna@example.com@evil.org",
    "anna@example.com.",
    "anna@.example.com",
    "anna@example",
    "anna+1@example.com",
    "anna@example.com\n",
    "anna @example.com",
    "anna@example.com,evil.org",
    "anna%evil.org@example.com@evil.org",
    "anna@exa\u043cple.com",  # A Cyrillic letter.
    "anna@example.\uff43om",  # A wide letter.
    "\u212aarl@example.com",  # The sign of Kelvin becomes "k" when made small.
    "anna@[127.0.0.1]",
    "anna@example.com\x00",
    "anna@münchen.example",
    "@example.com",
    "example.com",
    "",
    f"{'a' * 250}@example.com",
)


def ask(email: str | None, source: str = "PreSignUp_SignUp") -> dict[str, Any]:
    code: dict[str, Any] = {}
    exec(sign_up.rule(), code)
    attributes = {} if email is None else {"email": email}
    answer: dict[str, Any] = code["handler"]({"triggerSource": source, "request": {"userAttributes": attributes}}, None)
    return answer


@pytest.fixture(autouse=True)
def domains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOMAINS", DOMAINS)


@pytest.mark.parametrize("email", ADMITTED)
def test_the_rule_admits_addresses_of_its_domains(email: str) -> None:
    assert ask(email)["triggerSource"] == "PreSignUp_SignUp"


@pytest.mark.parametrize("email", [*REFUSED, None])
def test_the_rule_refuses_every_other_address(email: str | None) -> None:
    with pytest.raises(ValueError, match="plain addresses of"):
        ask(email)


@pytest.mark.parametrize("source", ["PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"])
def test_the_rule_leaves_invitations_to_the_operator(source: str) -> None:
    assert ask("smoke-test@grail.invalid", source)


def test_the_rule_is_the_code_of_the_template() -> None:
    assert sign_up.rule().strip() == RESOURCES["SignUpFunction"]["Properties"]["Code"]["ZipFile"].strip()


def test_the_function_may_log_and_is_called_by_this_pool_alone() -> None:
    statements = RESOURCES["SignUpRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert [statement["Action"] for statement in statements] == [["logs:CreateLogStream", "logs:PutLogEvents"]]
    permission = RESOURCES["SignUpPermission"]["Properties"]
    assert permission["SourceArn"] == {"Fn::GetAtt": ["UserPool", "Arn"]}
    assert permission["Principal"] == "cognito-idp.amazonaws.com"
    assert "SignUpFunction" in json.dumps(RESOURCES["UserPool"]["Properties"]["LambdaConfig"])
