"""The stage's user pool, made from the template: what Amazon Cognito refuses is refused here too.

`cloud/laptop/cognito.py` has what MiniStack lacks; tests/e2e and frontend/test-browser test the page's own steps.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from ministack.services.cognito import _totp_code

from cloud import PROJECT
from cloud.laptop.triggers import Triggers
from cloud.stack import stack
from measure.running import START_SECONDS, free_ports

TEMPORARY = "first-word-1"
CHOSEN = "second-word-2"


@dataclass(frozen=True)
class Pool:
    cognito: Any
    client_of: Any
    outputs: dict[str, str]
    triggers: Triggers

    @property
    def client_id(self) -> str:
        return self.outputs["UserPoolClientId"]

    def sign_up(self, email: str) -> None:
        self.cognito.sign_up(ClientId=self.client_id, Username=email, Password=CHOSEN)

    def invite(self, email: str) -> None:
        attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
        self.cognito.admin_create_user(
            UserPoolId=self.outputs["UserPoolId"],
            Username=email,
            TemporaryPassword=TEMPORARY,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
        )

    def sign_in(self, email: str, password: str) -> Any:
        parameters = {"USERNAME": email, "PASSWORD": password}
        return self.cognito.initiate_auth(
            ClientId=self.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
        )

    def answer(self, step: Any, **answers: str) -> Any:
        return self.cognito.respond_to_auth_challenge(
            ClientId=self.client_id,
            ChallengeName=step["ChallengeName"],
            Session=step["Session"],
            ChallengeResponses={"USERNAME": step["ChallengeParameters"]["USER_ID_FOR_SRP"], **answers},
        )

    def refused(self, call: Any, *words: Any, **named: Any) -> str:
        with pytest.raises(ClientError) as refusal:
            call(*words, **named)
        return str(refusal.value.response["Error"]["Code"])


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Nothing but the laptop's AWS, with the stack of an open stage in it."""
    port, log = free_ports(1)[0], tmp_path_factory.mktemp("aws") / "aws.log"
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "cloud.laptop.ministack:app",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "GATEWAY_PORT": str(port), "SFTP_ENABLED": "0", "IOT_MTLS_ENABLED": "0"}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=output, stderr=output)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, f"{url}/_ministack/health", log)
        session = boto3.Session("test", "test", region_name="us-east-1")
        client_of = partial(session.client, endpoint_url=url)
        outputs = stack.apply(client_of, "accounts", {"Cloud": "laptop", "SignUp": "open"})
        yield Pool(client_of("cognito-idp"), client_of, outputs, Triggers(session, url))
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(url, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)


def test_two_accounts_cannot_differ_in_case_alone(pool: Pool) -> None:
    pool.invite("Anna.X@Example.com")
    assert pool.refused(pool.sign_up, "anna.x@example.com") == "UsernameExistsException"
    assert pool.refused(pool.invite, "ANNA.X@EXAMPLE.COM") == "UsernameExistsException"
    assert pool.sign_in("anna.x@example.com", TEMPORARY)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    pool.sign_up("ben@example.com")
    assert pool.refused(pool.sign_up, "Ben@example.com") == "UsernameExistsException"


def test_an_invited_person_chooses_a_password_once(pool: Pool) -> None:
    pool.invite("carla@example.com")
    step = pool.sign_in("carla@example.com", TEMPORARY)
    assert pool.refused(pool.answer, step, NEW_PASSWORD="short") == "InvalidPasswordException"
    assert "AuthenticationResult" in pool.answer(step, NEW_PASSWORD=CHOSEN)
    assert pool.refused(pool.answer, step, NEW_PASSWORD="third-word-3") == "NotAuthorizedException"
    assert pool.refused(pool.sign_in, "carla@example.com", TEMPORARY) == "NotAuthorizedException"
    assert "AuthenticationResult" in pool.sign_in("Carla@Example.com", CHOSEN)


def test_a_next_step_needs_the_password_before_it(pool: Pool) -> None:
    pool.invite("dora@example.com")
    pool.invite("emil@example.com")
    step = pool.sign_in("dora@example.com", TEMPORARY)
    forged = {**step, "Session": "a" * 44}
    assert pool.refused(pool.answer, forged, NEW_PASSWORD=CHOSEN) == "NotAuthorizedException"
    other = {**step, "ChallengeParameters": {"USER_ID_FOR_SRP": "emil@example.com"}}
    assert pool.refused(pool.answer, other, NEW_PASSWORD=CHOSEN) == "NotAuthorizedException"


def test_an_authenticator_app_is_asked_for_once_switched_on(pool: Pool) -> None:
    pool.invite("fred@example.com")
    tokens = pool.answer(pool.sign_in("fred@example.com", TEMPORARY), NEW_PASSWORD=CHOSEN)["AuthenticationResult"]
    access = {"AccessToken": tokens["AccessToken"]}
    prefer = {"Enabled": True, "PreferredMfa": True}
    switch_on = pool.cognito.set_user_mfa_preference
    refused = pool.refused(switch_on, SoftwareTokenMfaSettings=prefer, **access)
    assert refused == "InvalidParameterException"

    secret = pool.cognito.associate_software_token(**access)["SecretCode"]
    verify = pool.cognito.verify_software_token
    assert pool.refused(verify, UserCode="000000", **access) == "EnableSoftwareTokenMFAException"
    enrolled = _totp_code(secret, -1)
    assert verify(UserCode=enrolled, **access)["Status"] == "SUCCESS"
    assert "AuthenticationResult" in pool.sign_in("fred@example.com", CHOSEN)

    switch_on(SoftwareTokenMfaSettings=prefer, **access)
    step = pool.sign_in("fred@example.com", CHOSEN)
    assert step["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert pool.refused(pool.answer, step, SOFTWARE_TOKEN_MFA_CODE="000000") == "CodeMismatchException"
    assert pool.refused(pool.answer, step, SOFTWARE_TOKEN_MFA_CODE=enrolled) == "ExpiredCodeException"
    assert "AuthenticationResult" in pool.answer(step, SOFTWARE_TOKEN_MFA_CODE=_totp_code(secret, 1))
    assert pool.refused(pool.answer, step, SOFTWARE_TOKEN_MFA_CODE=_totp_code(secret, 0)) == "NotAuthorizedException"


def test_an_unused_invitation_cannot_be_reset(pool: Pool) -> None:
    pool.invite("gina@example.com")
    forget = pool.cognito.forgot_password
    assert pool.refused(forget, ClientId=pool.client_id, Username="gina@example.com") == "NotAuthorizedException"


def test_open_sign_up_is_limited_to_its_domains(pool: Pool) -> None:
    function = pool.triggers.confirm_function("example.com")
    parameters = {"Cloud": "laptop", "SignUp": "open", "PreSignUpFunctionArn": function}
    stack.apply(pool.client_of, "accounts", parameters)
    assert pool.refused(pool.sign_up, "ida@evil.example.com") == "UserLambdaValidationException"
    assert pool.refused(pool.sign_up, "ida+2@example.com") == "UserLambdaValidationException"
    pool.sign_up("ida@example.com")
    assert "AuthenticationResult" in pool.sign_in("ida@example.com", CHOSEN)
    pool.invite("guest@elsewhere.org")


def test_nobody_signs_up_where_accounts_are_by_invitation(pool: Pool) -> None:
    stack.apply(pool.client_of, "accounts", {"Cloud": "laptop", "SignUp": "invited"})
    assert pool.refused(pool.sign_up, "hugo@example.com") == "NotAuthorizedException"
    pool.invite("hugo@example.com")
    settings = pool.cognito.describe_user_pool(UserPoolId=pool.outputs["UserPoolId"])["UserPool"]
    assert settings["UsernameConfiguration"] == {"CaseSensitive": False}
    assert settings["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert settings["MfaConfiguration"] == "OPTIONAL"
    assert settings["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 14
    message = settings["AdminCreateUserConfig"]["InviteMessageTemplate"]["EmailMessage"]
    assert "{username}" in message
    assert "{####}" in message
