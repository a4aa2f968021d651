"""boto3's descriptions of AWS's APIs, which it reads before a first client: a third of the time that takes.

botocore parses their JSON into ordered dictionaries, each by a hook. Dictionaries are ordered without it.
"""

import gzip
from pathlib import Path
from typing import Any

import boto3
import msgspec
from botocore.loaders import JSONFileLoader, create_loader
from botocore.session import get_session


class DescriptionFiles(JSONFileLoader):
    """Parses by msgspec; botocore asks for names without their endings, and a plain file comes first."""

    def load_file(self, file_path: str) -> Any:
        for ending, read in (".json", bytes), (".json.gz", gzip.decompress):
            path = Path(file_path + ending)
            if path.is_file():
                return msgspec.json.decode(read(path.read_bytes()))
        return None


def read_quickly() -> None:
    """Have the clients that boto3 makes from here on read their descriptions so; a session of its own stays."""
    if boto3.DEFAULT_SESSION is not None:
        return
    session = get_session()
    loader = create_loader(session.get_config_variable("data_path"))
    loader.file_loader = DescriptionFiles()
    session.register_component("data_loader", loader)
    boto3.setup_default_session(botocore_session=session)
