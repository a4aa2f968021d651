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

SOURCES = Path(__file__).resolve().parent.parent
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
        if self.names is not None:
            (settings / f"policy-{self.stage}.json").write_text(json.dumps(policy(self.names), indent=2))

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads((self.sources / ".chalice" / "config.json").read_text())
        stage = {"lambda_architecture": "arm64", **config["stages"].get(self.stage, {})}
        config["stages"] = {self.stage: {**stage, "environment_variables": dict(self.environment)}}
        if not self.reserve:
            for function in config["lambda_functions"].values():
                function.pop("reserved_concurrency", None)
        return config


def policy(names: Mapping[str, Any], sources: Path = SOURCES) -> dict[str, Any]:
    """What the functions may do, with the stage's names filled in; KeyError for one that is not given.

    A name with several values, standing alone in a list, becomes several entries; a statement on nothing is left out.
    """
    document: dict[str, Any] = _filled(json.loads((sources / ".chalice" / "policy.json").read_text()), names)
    document["Statement"] = [each for each in document["Statement"] if each["Resource"]]
    return document


def _filled(value: Any, names: Mapping[str, Any]) -> Any:
    match value:
        case str() if value.startswith("${") and isinstance(names.get(value[2:-1]), list):
            return names[value[2:-1]]
        case str():
            return Template(value).substitute(names)
        case list():
            filled = [_filled(each, names) for each in value]
            return [one for each in filled for one in (each if isinstance(each, list) else [each])]
        case dict():
            return {key: _filled(each, names) for key, each in value.items()}
    return value
