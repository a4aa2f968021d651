"""`python -m cloud.bedrock --port 4567`: the local Bedrock, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import uvicorn

from cloud.bedrock.catalogue import Options
from cloud.bedrock.chat.openai_server import api_address
from cloud.bedrock.server import BedrockServer
from cloud.models.served import read

HOST = "127.0.0.1"
"""Never more than this machine: no signature is checked."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cloud.bedrock", description=__doc__)
    parser.add_argument("--port", type=int, default=4567)
    parser.add_argument(
        "--stand-ins",
        action="store_true",
        help="answer Amazon and Cohere ids too, for tests",
    )
    parser.add_argument(
        "--pace-ms",
        type=float,
        default=8.0,
        help="pause between words of the quoting model",
    )
    parser.add_argument(
        "--models",
        type=Path,
        help="a file with the models of servers that were found, written by the start command",
    )
    return parser


def main() -> None:
    parser = _parser()
    args = parser.parse_args()
    options = Options(
        stand_ins=args.stand_ins,
        pace_ms=args.pace_ms,
        llm_url=os.environ.get("LOCAL_LLM_URL") or None,
        llm_model=os.environ.get("LOCAL_LLM_MODEL") or None,
        llm_key=os.environ.get("LOCAL_LLM_KEY") or None,
        served=read(args.models) if args.models else (),
    )
    if options.llm_url:
        try:
            api_address(options.llm_url)
        except ValueError as error:
            parser.error(str(error))
    uvicorn.run(
        BedrockServer(options).app(),
        host=HOST,
        port=args.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
