"""Every trigger of Grail, a few lines each; the work is in chalicelib.

Only REST lives in blueprints: Chalice calls socket handlers in a blueprint wrongly, and other handlers in one would
bypass this file.
"""

import logging
from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate, S3Event, SQSEvent, WebsocketEvent

from chalicelib.api import (  # noqa: F401  For their routes.
    accounts,
    admin,
    admin_stage,
    claims,
    collections,
    conversations,
    documents,
    links,
    notes,
    records,
    service,
    sharing,
    sources,
    tokens,
    usage,
)
from chalicelib.api.frames import Frames
from chalicelib.api.http import blueprint
from chalicelib.api.keeping_active import MARK
from chalicelib.api.programs import endpoint  # noqa: F401
from chalicelib.config import ingest_concurrency, refuse_bare_deploy, trigger_sources
from chalicelib.wiring import Services

refuse_bare_deploy()
app = Chalice(app_name="grail", configure_logs=False)  # The runtime client writes the records, as JSON.
app.experimental_feature_flags.update(["WEBSOCKETS"])
services = Services()
frames = Frames(services)
app.register_blueprint(blueprint(services))
logging.getLogger("chalicelib").setLevel(logging.INFO)

documents_bucket, ingest_queue = trigger_sources()


def seconds_left(context: Any) -> Callable[[], float]:
    """How long this call of the function may still run."""
    return lambda: context.get_remaining_time_in_millis() / 1000


@app.middleware("websocket")
@app.middleware("s3")
@app.middleware("sqs")
def only_keep_active(event: WebsocketEvent | S3Event | SQSEvent, handler: Callable[[Any], Any]) -> Any:
    return None if MARK in event.to_dict() else handler(event)


@app.on_ws_connect()
def on_connect(event: WebsocketEvent) -> dict[str, int]:
    return frames.connect(event.to_dict())


@app.on_ws_message()
def on_message(event: WebsocketEvent) -> None:
    frames.receive(event.connection_id, event.body)


@app.on_ws_disconnect()
def on_disconnect(event: WebsocketEvent) -> None:
    frames.disconnect(event.connection_id)


@app.on_s3_event(bucket=documents_bucket, events=["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], prefix="files/")
def on_s3_event(event: S3Event) -> None:
    records.files_changed(services, event.to_dict())


@app.on_sqs_message(queue=ingest_queue, batch_size=1, maximum_concurrency=ingest_concurrency())
def embed(event: SQSEvent) -> None:
    for record in event:
        records.ingest(services, record.body, seconds_left(event.context))


@app.lambda_function()
def answer(event: dict[str, Any], context: Any) -> None:
    records.answer(services, event, context.aws_request_id, seconds_left(context))


@app.schedule(Rate(1, unit=Rate.MINUTES))
def upkeep(event: CloudWatchEvent) -> None:
    records.upkeep(services, seconds_left(event.context))
