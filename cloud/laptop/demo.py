"""The laptop's demo account, with sample documents in it."""

import logging
from contextlib import suppress
from pathlib import Path

from cloud.laptop.options import DEMO_ADMIN_EMAIL, DEMO_EMAIL, DEMO_PASSWORD, Options
from cloud.laptop.processes import StartError
from cloud.laptop.resources import session

log = logging.getLogger(__name__)

SAMPLES = Path(__file__).with_name("samples")


def prepare_demo(options: Options, client_id: str, pool_id: str) -> None:
    """Make the accounts if they are not there, and give a new one the samples; they become ready by themselves.

    `client_id` is the page's at Cognito. The admin has the same password. Raises StartError.
    """
    from grail import Client, GrailError  # Here: only the process that makes the account needs it.

    cognito = session().client("cognito-idp", endpoint_url=options.aws_url)
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.sign_up(ClientId=client_id, Username=DEMO_ADMIN_EMAIL, Password=DEMO_PASSWORD)
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=DEMO_ADMIN_EMAIL, GroupName="admins")
    try:
        cognito.sign_up(ClientId=client_id, Username=DEMO_EMAIL, Password=DEMO_PASSWORD)
    except cognito.exceptions.UsernameExistsException:
        return
    if options.samples:
        try:
            parameters = {"USERNAME": DEMO_EMAIL, "PASSWORD": DEMO_PASSWORD}
            signed_in = cognito.initiate_auth(
                ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
            )
            with Client(options.api_url, signed_in["AuthenticationResult"]["IdToken"]) as client:
                for sample in sorted(SAMPLES.iterdir()):
                    client.add(sample)
        except GrailError as error:
            raise StartError(f"The sample documents could not be uploaded: {error}.") from None
