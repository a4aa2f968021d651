"""The project as `chalice deploy` gets it for one stage, in a folder of its own.

In the repository stand what is the same for every stage: app.py, chalicelib, .chalice/config.json and
.chalice/policy.json. Here the stage's settings and names are filled in. Its requirements.txt is empty, so that Chalice
packages no LanceDB: what functions need is in their image.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from cloud import PROJECT

SOURCES = PROJECT
# Lambda keeps these many calls free for the rest of the account; with fewer in all, none can be reserved.
UNRESERVED = 100


@dataclass(frozen=True)
class Project:
    """One stage's Chalice project. `environment` is what its functions read, `names` fills their policy; a deletion
    needs neither."""

    folder: Path
    stage: str
    environment: Mapping[str, str]
    names: Mapping[str, Any] | None
    reserve: bool = True
    sources: Path = SOURCES

    @property
    def record_file(self) -> Path:
        """Where Chalice keeps what it deployed."""
        return self.folder / ".chalice" / "deployed" / f"{self.stage}.json"

    def write(self) -> None:
        """Make the folder anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        settings = self.folder / ".chalice"
        self.record_file.parent.mkdir(parents=True)
        shutil.copy(self.sources / "app.py", self.folder)
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(self.sources / "chalicelib", self.folder / "chalicelib", ignore=ignored)
        (self.folder / "requirements.txt").touch()
        (settings / "config.json").write_text(json.dumps(self._config(), indent=2))
        for function, document in policies(self.names).items() if self.names is not None else ():
            (settings / self._policy_file(function)).write_text(json.dumps(document, indent=2))

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads((self.sources / ".chalice" / "config.json").read_text())
        stage = {"lambda_architecture": "arm64", **config["stages"].get(self.stage, {})}
        config["tags"] = {"grail-stage": self.stage}
        config["stages"] = {self.stage: {**stage, "environment_variables": dict(self.environment)}}
        for name, function in config["lambda_functions"].items():
            function["iam_policy_file"] = self._policy_file(name)
            if not self.reserve:
                function.pop("reserved_concurrency", None)
        return config

    def _policy_file(self, function: str) -> str:
        return f"policy-{self.stage}-{function}.json"


def policies(names: Mapping[str, Any], sources: Path = SOURCES) -> dict[str, dict[str, Any]]:
    """What each function may do, with the stage's names filled in; KeyError for one that is not given.

    A name with several values becomes several entries; a statement on nothing is left out.
    """
    written = json.loads((sources / ".chalice" / "policy.json").read_text())
    documents = {}
    for function, allowed in written["functions"].items():
        suffix = "" if function == "api_handler" else f"-{function}"
        own = {**names, "Function": f"grail-{names['Stage']}{suffix}"}
        resources = _filled(written["resources"], own)
        conditions = _filled(written["conditions"], own)
        statements = [
            {"Sid": kind, "Effect": "Allow", "Action": actions, "Resource": resources[kind], **conditions.get(kind, {})}
            for kind, actions in {**allowed, **written["every_function"]}.items()
            if resources[kind]
        ]
        documents[function] = {"Version": "2012-10-17", "Statement": statements}
    return documents


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    match value:
        case str() if value.startswith("${") and isinstance(names.get(value[2:-1]), list):
            return names[value[2:-1]]
        case str():
            return Template(value).substitute(names)
        case list():
            filled = [_filled(item, names) for item in value]
            return [one for item in filled for one in (item if isinstance(item, list) else [item])]
        case dict():
            return {key: _filled(item, names) for key, item in value.items()}
    return value
