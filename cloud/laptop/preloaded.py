"""What every function of Grail loads, loaded once for all of them (`forked.py`): no module of the project, which may
change."""

import gc
import importlib

LIBRARIES = (
    "boto3.dynamodb.conditions",
    "boto3.dynamodb.transform",
    "boto3.resources.factory",
    "boto3.s3.inject",
    "boto3.session",
    "botocore.client",
    "botocore.handlers",
    "botocore.httpsession",
    "botocore.paginate",
    "botocore.waiter",
    "chalice.app",
    "http.client",
    "msgspec",
    "s3transfer.manager",
    "tenacity",
)

for library in LIBRARIES:
    importlib.import_module(library)
# The collector writes to each object that it looks at, and a page that is written to is no longer shared.
gc.collect()
gc.freeze()
