"""A template with its parameters filled in and its conditions decided, as CloudFormation would before it deploys."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

REGION = "eu-west-3"
ACCOUNT = "000000000000"
NO_VALUE = object()

PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::NoValue": NO_VALUE,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "guichet-test",
    "AWS::URLSuffix": "amazonaws.com",
}


@dataclass(frozen=True)
class Resolver:
    """`names` are physical ones by logical id and `attributes` by `Id.Attribute`; what is not given is made up."""

    template: dict[str, Any]
    parameters: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)

    def resources(self) -> dict[str, Any]:
        """Those that would be made."""
        return {
            name: self.value(resource)
            for name, resource in self.template["Resources"].items()
            if "Condition" not in resource or self.holds(resource["Condition"])
        }

    def holds(self, condition: str) -> bool:
        return bool(self.value(self.template["Conditions"][condition]))

    def value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [value for item in node if (value := self.value(item)) is not NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((key, argument),) = node.items()
            if key == "Ref":
                return self._named(argument)
            if key.startswith("Fn::"):
                return getattr(self, "_" + key.removeprefix("Fn::").lower())(argument)
        return {key: value for key, item in node.items() if (value := self.value(item)) is not NO_VALUE}

    def _named(self, name: str) -> Any:
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.template["Parameters"]:
            return self.parameters.get(name, self.template["Parameters"][name].get("Default", f"<{name}>"))
        assert name in self.template["Resources"], f"nothing is called {name}"
        return self.names.get(name, name)

    def _getatt(self, argument: list[str]) -> str:
        name, attribute = argument
        assert name in self.template["Resources"], f"nothing is called {name}"
        return self.attributes.get(f"{name}.{attribute}", f"<{name}.{attribute}>")

    def _sub(self, argument: Any) -> str:
        text, own = (argument, {}) if isinstance(argument, str) else argument

        def filled(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(self.value(own[name]))
            return str(self._getatt(name.split(".", 1)) if "." in name else self._named(name))

        return re.sub(r"\$\{([^!}]+)\}", filled, text)

    def _if(self, argument: list[Any]) -> Any:
        condition, then, otherwise = argument
        return self.value(then if self.holds(condition) else otherwise)

    def _equals(self, argument: list[Any]) -> bool:
        left, right = map(self.value, argument)
        return bool(left == right)

    def _not(self, argument: list[Any]) -> bool:
        return not self.value(argument[0])

    def _split(self, argument: list[Any]) -> list[str]:
        by, text = map(self.value, argument)
        return str(text).split(by)

    def _select(self, argument: list[Any]) -> Any:
        index, items = argument
        return self.value(items)[int(index)]

    def _getazs(self, _: Any) -> list[str]:
        return [f"{REGION}a", f"{REGION}b"]
