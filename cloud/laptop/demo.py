"""The laptop's demo account, with sample documents in it."""

import logging
from pathlib import Path

from cloud.laptop.options import DEMO_EMAIL, DEMO_PASSWORD, Options
from cloud.laptop.processes import StartError
from cloud.laptop.resources import session

log = logging.getLogger(__name__)

SAMPLES = Path(__file__).with_name("samples")


def prepare_demo(options: Options, client_id: str) -> None:
    """Make the account if it is not there, and give a new account the samples; they become ready by themselves.

    `client_id` is the page's at Cognito. Raises StartError.
    """
    import httpx  # These here: only the process that makes the account needs them.

    from cloud.client import Client, ClientError

    cognito = session().client("cognito-idp", endpoint_url=options.aws_url)
    try:
        cognito.sign_up(ClientId=client_id, Username=DEMO_EMAIL, Password=DEMO_PASSWORD)
    except cognito.exceptions.UsernameExistsException:
        return
    if options.samples:
        try:
            with Client(options.api_url) as client:
                client.sign_in(DEMO_EMAIL, DEMO_PASSWORD)
                for sample in sorted(SAMPLES.iterdir()):
                    client.upload(sample.name, sample.read_bytes())
        except (httpx.HTTPError, ClientError) as error:
            raise StartError(f"The sample documents could not be uploaded: {error}.") from None
