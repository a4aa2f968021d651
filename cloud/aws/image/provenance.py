"""Where an image comes from, as an in-toto statement with a SLSA provenance: kept beside its list of packages.

It is not signed: whoever may write it may deploy. Lambda takes no attestation within an image, so it lies in the deploy
bucket, whose versions stay for 90 days. The image itself is named by the digest of its sources, and run by its own.
"""

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cloud import PROJECT

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "https://slsa.dev/container-based-build/v0.1"


def statement(name: str, digest: str, builder: str, sources: bytes, packages: bytes, base: str) -> dict[str, Any]:
    """`digest` is the image's (`sha256:…`), `sources` the archive that it was built of, `packages` their list."""
    commit = _git("rev-parse", "HEAD")
    changed = bool(_git("status", "--porcelain"))
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest.removeprefix("sha256:")}}],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {"commit": commit, "uncommitted_changes": changed if commit else None},
                "resolvedDependencies": [
                    {"name": "sources", "digest": {"sha256": hashlib.sha256(sources).hexdigest()}},
                    {"name": "packages", "digest": {"sha256": hashlib.sha256(packages).hexdigest()}},
                    {"name": "base image", "uri": base},
                ],
            },
            "runDetails": {
                "builder": {"id": builder},
                "metadata": {"finishedOn": datetime.now(UTC).isoformat(timespec="seconds")},
            },
        },
    }


def base_image(project: Path = PROJECT) -> str:
    """The image that the Dockerfile begins with."""
    lines = (project / "Dockerfile").read_text().splitlines()
    return next(line.removeprefix("ARG BASE=") for line in lines if line.startswith("ARG BASE="))


def encoded(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()


def _git(*words: str) -> str | None:
    """What git says of the project; None where it is no checkout."""
    done = subprocess.run(["git", *words], cwd=PROJECT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None
