"""The template as it is sent to CloudFormation."""

import json
from itertools import pairwise
from typing import Any

from cloud.stack import template_yaml
from cloud.stack.template_parameters import TEMPLATE


def template_body() -> str:
    """The template as CloudFormation takes it: compact JSON, since it takes 51,200 bytes and no more.

    Descriptions of parameters serve readers of the file. CloudFormation does nothing with them, so they stay behind. Of
    a dashboard's metrics that follow each other, what the one before it has too is `...`, as CloudWatch takes it; the
    functions, which several of its parts list, are written once.
    """
    template = template_yaml.load(TEMPLATE.read_text())
    for parameter in template["Parameters"].values():
        parameter.pop("Description", None)
    dashboard = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]
    content = json.loads(dashboard["Fn::Sub"])
    for widget in content["widgets"]:
        metrics = widget["properties"]["metrics"]
        widget["properties"]["metrics"] = [
            ["...", metric[-1]] if before and metric[:-1] == before[:-1] else metric
            for before, metric in pairwise([None, *metrics])
        ]
    dashboard["Fn::Sub"] = _with_functions_once(content)
    return _compact(template)


def _with_functions_once(content: dict[str, Any]) -> list[Any]:
    """A dashboard as the argument of Fn::Sub, the list of functions that its first part has as a name of its own."""
    functions = _compact(content["widgets"][0]["properties"]["metrics"][1:])[1:-1]
    return [_compact(content).replace(functions, "${Functions}"), {"Functions": {"Fn::Sub": functions}}]


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
