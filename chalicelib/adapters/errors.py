"""The errors of AWS as Grail's own: one context manager, and a table for each service."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError, EventStreamError

# A class of errors, or a pattern of `code: message`; and the error that is raised instead.
type Row = tuple[type[Exception] | str, Callable[[], Exception]]

# Answers of AWS that come again however often one asks.
REFUSALS = (
    r"^(ValidationException|SerializationException|ItemCollectionSizeLimitExceededException|ResourceNotFoundException"
    r"|AccessDenied(Exception)?|NoSuchBucket|UnrecognizedClientException|InvalidAccessKeyId|EntityTooLarge"
    r"|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue):"
    r"|^TransactionCanceledException:.*(ValidationError|ItemCollectionSizeLimitExceeded|AccessDenied)"
)


@contextmanager
def translate(*table: Row) -> Iterator[None]:
    """Raise the error of the first row that fits the error of botocore, so the most specific row stands first.

    botocore has already retried what is worth a retry (throttling, 5xx). An error in the middle of a stream passes.
    """
    try:
        yield
    except EventStreamError:
        raise
    except (ClientError, BotoCoreError) as error:
        for fits, replacement in table:
            if _matches(error, fits):
                raise replacement() from error
        raise


def _matches(error: ClientError | BotoCoreError, fits: type[Exception] | str) -> bool:
    if not isinstance(fits, str):
        return isinstance(error, fits)
    if not isinstance(error, ClientError):
        return False
    answer = error.response.get("Error", {})
    return re.search(fits, f"{answer.get('Code', '')}: {answer.get('Message', '')}", re.DOTALL) is not None
