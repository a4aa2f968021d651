"""The laptop's demo account, with sample documents in it."""

import logging
from pathlib import Path

import httpx

from cloud.client import Client, ClientError
from cloud.laptop.options import DEMO_EMAIL, DEMO_PASSWORD
from cloud.laptop.processes import StartError
from cloud.laptop.start import Cloud

log = logging.getLogger(__name__)

SAMPLES = Path(__file__).with_name("samples")


def prepare_demo(cloud: Cloud) -> None:
    """Make the account if it is not there, and give a new account the samples; they become ready by themselves."""
    cognito = cloud.session.client("cognito-idp", endpoint_url=cloud.options.aws_url)
    client_id = cloud.environment["USER_POOL_CLIENT_ID"]
    try:
        cognito.sign_up(ClientId=client_id, Username=DEMO_EMAIL, Password=DEMO_PASSWORD)
    except cognito.exceptions.UsernameExistsException:
        return
    if cloud.options.samples:
        try:
            with Client(cloud.options.api_url) as client:
                client.sign_in(DEMO_EMAIL, DEMO_PASSWORD)
                for sample in sorted(SAMPLES.iterdir()):
                    client.upload(sample.name, sample.read_bytes())
        except (httpx.HTTPError, ClientError) as error:
            raise StartError(f"The sample documents could not be uploaded: {error}.") from error
