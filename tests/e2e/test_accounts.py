"""An invited person's first and second sign-in, on the laptop cloud with the pool of the template."""

from uuid import uuid4

import boto3
from ministack.services.cognito import _totp_code
from playwright.sync_api import Page, expect

from cloud.laptop.options import REGION
from cloud.stack import stack
from measure.running import RunningGrail

TEMPORARY = "first-word-1"
CHOSEN = "second-word-2"
PATIENCE = 60_000


def invite(running: RunningGrail, email: str) -> None:
    session = boto3.Session("test", "test", region_name=REGION)
    outputs = stack.outputs(session.client("cloudformation", endpoint_url=running.aws_url), "local")
    assert outputs is not None
    session.client("cognito-idp", endpoint_url=running.aws_url).admin_create_user(
        UserPoolId=outputs["UserPoolId"],
        Username=email,
        TemporaryPassword=TEMPORARY,
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )


def sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_test_id("sign-in-email").fill(email)
    page.get_by_test_id("sign-in-password").fill(password)
    page.get_by_test_id("sign-in-submit").click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Account", exact=True).click(timeout=PATIENCE)
    page.get_by_test_id("sign-out").click()


def enable_app(page: Page) -> str:
    """Sets an authenticator app up in the account's dialog; returns its key."""
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("menuitem", name="Sign-in and security").click()
    page.get_by_test_id("set-up-app").click(timeout=PATIENCE)
    secret = (page.get_by_test_id("app-secret").text_content() or "").replace(" ", "")
    page.get_by_test_id("app-code").fill(_totp_code(secret, -1))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_test_id("turn-off-app")).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Escape")
    return secret


def test_an_invited_person_sets_up_an_account(page: Page, running: RunningGrail) -> None:
    name = uuid4().hex
    invite(running, f"{name}@Example.org")
    sign_in(page, f"{name.upper()}@example.ORG", TEMPORARY)
    page.get_by_test_id("choose-password").fill(CHOSEN, timeout=PATIENCE)
    page.get_by_test_id("choose-password-submit").click()
    expect(page.get_by_test_id("ask-input")).to_be_visible(timeout=PATIENCE)
    secret = enable_app(page)

    sign_out(page)
    sign_in(page, f"{name}@example.org", CHOSEN)
    page.get_by_test_id("app-code").fill("000000", timeout=PATIENCE)
    page.get_by_test_id("app-code-submit").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right.", timeout=PATIENCE)
    page.get_by_test_id("app-code").fill(_totp_code(secret, 1))
    page.get_by_test_id("app-code-submit").click()
    expect(page.get_by_test_id("ask-input")).to_be_visible(timeout=PATIENCE)


def test_one_mailbox_is_one_account_on_the_page(page: Page, running: RunningGrail) -> None:
    email = f"{uuid4().hex}@example.org"
    for spelling in (email, email.upper()):
        page.get_by_role("button", name="Create account").click()
        page.get_by_test_id("sign-up-email").fill(spelling)
        page.get_by_test_id("sign-up-password").fill(CHOSEN)
        page.get_by_test_id("sign-up-submit").click()
        if spelling == email:
            sign_out(page)
    expect(page.get_by_text("There is already an account with this email.")).to_be_visible(timeout=PATIENCE)


def test_a_person_deletes_the_account(page: Page, running: RunningGrail) -> None:
    email = f"{uuid4().hex}@example.org"
    page.get_by_role("button", name="Create account").click()
    page.get_by_test_id("sign-up-email").fill(email)
    page.get_by_test_id("sign-up-password").fill(CHOSEN)
    page.get_by_test_id("sign-up-submit").click()
    expect(page.get_by_test_id("ask-input")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Account", exact=True).click()
    page.get_by_role("menuitem", name="Your data").click()
    page.get_by_test_id("delete-account").click()
    confirm = page.locator("dialog form").get_by_role("button", name="Delete account")
    expect(confirm).to_be_disabled()
    page.get_by_test_id("typed-email").fill(email.upper())
    page.get_by_test_id("password-again").fill("not my password 1")
    confirm.click()
    expect(page.get_by_role("alert")).to_contain_text("The current password is wrong.", timeout=PATIENCE)
    page.get_by_test_id("password-again").fill(CHOSEN)
    confirm.click()
    expect(page.get_by_role("alert")).to_contain_text("Your account is being deleted.", timeout=PATIENCE)
    sign_in(page, email, CHOSEN)
    # Whatever was being read says so too, until the page is left.
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("This account has been closed.", timeout=PATIENCE)
    expect(page.get_by_test_id("sign-in-submit")).to_be_visible()
