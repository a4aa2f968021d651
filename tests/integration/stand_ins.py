"""What tests tell and ask the stand-ins of Bedrock's models, by the local Bedrock's own addresses."""

from typing import Any

import httpx

from measure.running import RunningGrail

ASKED_FROM = 0.01  # US dollars: before a dearer answer the person is asked.
MODEL = "us.anthropic.claude-haiku-5-5"  # It thinks, and takes its calls back only with the thought before them.


def local(grail: RunningGrail, method: str, path: str, body: Any = None) -> Any:
    response = httpx.request(method, f"{grail.bedrock_url}/_local/{path}", json=body, trust_env=False)
    return response.raise_for_status().json()


def chat_calls(grail: RunningGrail) -> int:
    calls = local(grail, "GET", "stats")["calls"].get("ConverseStream", {})
    return int(calls.get(MODEL, 0))
