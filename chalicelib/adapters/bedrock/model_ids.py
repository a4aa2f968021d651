"""Ids by which Bedrock is called: a plain model id, an inference profile of one scope, or an ARN."""

import re
from dataclasses import dataclass

# A scope stands before the provider: two letters of a country or area, or one of three longer ones. Bedrock adds scopes
# from time to time; providers have three letters at least.
_PROFILE = re.compile(r"(?P<scope>us-gov|apac|global|[a-z]{2})\.(?P<plain>[a-z0-9-]+\..+)")
_NAMED_ARN = re.compile(r"arn:[\w-]+:bedrock:[\w-]*:\d*:(?:inference-profile|foundation-model)/(?P<name>.+)")


@dataclass(frozen=True)
class ModelId:
    """`called` is what Bedrock is given, `plain` the model without its scope. An application inference profile hides
    its model: then `plain` is the ARN itself."""

    called: str
    plain: str
    scope: str = ""

    @property
    def is_arn(self) -> bool:
        return self.called.startswith("arn:")

    def arns(self, partition: str, region: str, account: str) -> list[str]:
        """The resources that a call needs: the model, or its profile and the model in every region of the profile."""
        anywhere = f"arn:{partition}:bedrock:*::foundation-model/{self.plain}"
        if self.is_arn:
            alone = self.plain.startswith("arn:") or ":foundation-model/" in self.called
            return [self.called] if alone else [self.called, anywhere]
        if self.scope:
            return [f"arn:{partition}:bedrock:{region}:{account}:inference-profile/{self.called}", anywhere]
        return [f"arn:{partition}:bedrock:{region}::foundation-model/{self.called}"]


def parse_model_id(called: str) -> ModelId:
    named = _NAMED_ARN.fullmatch(called)
    name = named["name"] if named else called
    profile = _PROFILE.fullmatch(name)
    if profile:
        return ModelId(called, profile["plain"], profile["scope"])
    return ModelId(called, name)
