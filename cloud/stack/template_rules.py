"""The template's own rules on how parameters go together, so that a dry run says what CloudFormation would refuse."""

from collections.abc import Iterator, Mapping
from typing import Any

from cloud.stack import stack, template_yaml


def broken(parameters: Mapping[str, str]) -> list[str]:
    """A sentence for each assertion that these parameters fail."""
    rules = template_yaml.load(stack.TEMPLATE.read_text())["Rules"]
    return [sentence for rule in rules.values() for sentence in _broken(rule, parameters)]


def _broken(rule: Mapping[str, Any], parameters: Mapping[str, str]) -> Iterator[str]:
    if holds(rule.get("RuleCondition", {"Fn::Equals": ["", ""]}), parameters):
        for assertion in rule["Assertions"]:
            if not holds(assertion["Assert"], parameters):
                yield str(assertion["AssertDescription"])


def holds(condition: Any, parameters: Mapping[str, str]) -> bool:
    """Whether a condition of the template's functions is true."""
    match condition:
        case {"Fn::Equals": [left, right]}:
            return _text(left, parameters) == _text(right, parameters)
        case {"Fn::Not": [inner]}:
            return not holds(inner, parameters)
        case {"Fn::And": [*parts]}:
            return all(holds(part, parameters) for part in parts)
        case {"Fn::Or": [*parts]}:
            return any(holds(part, parameters) for part in parts)
    raise ValueError(f"A rule of the template uses {condition}, which template_rules.py does not know.")


def _text(value: Any, parameters: Mapping[str, str]) -> str:
    return parameters[value["Ref"]] if isinstance(value, dict) else str(value)
