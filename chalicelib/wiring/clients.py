"""The boto3 clients of one process, and how patient each of them is."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from chalicelib.config import Settings


class Clients:
    """Built from one stage's settings, those of the environment by default; boto3 is loaded by the first client."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings

    @cached_property
    def settings(self) -> Settings:
        """Read on first use; raises SettingsError."""
        return self._settings or Settings.from_env()

    def client(
        self,
        name: Any,
        endpoint_url: str | None = None,
        tries: int = 6,
        credentials: Mapping[str, str] | None = None,
        **config: Any,
    ) -> Any:
        """`credentials` are boto3's arguments for those of another role; without them the function's own are used."""
        import boto3
        from botocore.config import Config

        from chalicelib.adapters.descriptions import read_quickly

        read_quickly()
        retries = {"mode": "standard", "total_max_attempts": tries}
        options = Config(retries=retries, connect_timeout=5, read_timeout=20, **config)  # type: ignore[arg-type]
        maker: Any = boto3.Session(**dict[str, Any](credentials)) if credentials else boto3
        return maker.client(name, region_name=self.settings.region, endpoint_url=endpoint_url, config=options)

    @cached_property
    def dynamo(self) -> Any:
        from botocore.config import Config

        from chalicelib.adapters.dynamo.client import dynamo_resource

        config = Config(retries={"mode": "standard", "max_attempts": 6}, connect_timeout=5, read_timeout=10)
        return dynamo_resource(region_name=self.settings.region, config=config)

    @cached_property
    def bedrock(self) -> Any:
        if self.settings.fallback_model:
            # Two tries, then the fallback, which the adaptive mode would slow down with the busy model.
            return self.bedrock_client({"mode": "standard", "total_max_attempts": 2})
        # Adaptive: after throttling, all calls of this process slow down together.
        return self.bedrock_client({"mode": "adaptive", "max_attempts": 4})

    def bedrock_client(self, retries: Any, name: Any = "bedrock-runtime") -> Any:
        import boto3
        from botocore.config import Config

        region = self.settings.bedrock_region or self.settings.region
        session = boto3.Session(profile_name=self.settings.bedrock_profile, region_name=region)
        config = Config(retries=retries, connect_timeout=5, read_timeout=60, max_pool_connections=32)
        return session.client(name, config=config)
