"""Writes down each call that MiniStack checks against a policy: who asked for what, and whether it was allowed.

Python loads this by its name in every process that has this folder in its PYTHONPATH; it does something in MiniStack's
alone. Chosen since MiniStack keeps no such record, and LanceDB's own calls to S3 are seen nowhere else.
"""

import os
import sys
from pathlib import Path
from typing import Any

if "cloud.laptop.ministack:app" in sys.orig_argv:
    from ministack.core import iam_evaluator

    real = iam_evaluator.evaluate
    seen: set[tuple[str, ...]] = set()
    record = Path(os.environ["CALLS_RECORD"])

    def evaluate(context: Any, *more: Any) -> Any:
        result = real(context, *more)
        call = (context.principal_arn, context.action, context.resource_arn, result.decision)
        if call not in seen:
            seen.add(call)
            with record.open("a") as file:
                file.write("\t".join(call) + "\n")
        return result

    iam_evaluator.evaluate = evaluate  # type: ignore[assignment]
