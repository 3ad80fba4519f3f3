"""A change set: asked for, waited for, read, and taken away again where it is not wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.deploy.failure import DeployFailed
from tools.deploy.stack import stack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tools.deploy.clients import CloudFormation

# Roles have no names of their own, so CAPABILITY_NAMED_IAM is not asked for; AUTO_EXPAND lets SAM's transform run.
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND")
SECONDS = 2
MOST_SECONDS = 600
_NOTHING = ("didn't contain changes", "No updates are to be performed")


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """`changes` as CloudFormation lists them; none where the stack is already what is asked for."""

    id: str
    stack_id: str
    creates: bool
    changes: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ChangeSets:
    """Those of one stack by its name."""

    cloudformation: CloudFormation
    stack: str
    sleep: Callable[[float], object]

    def create(self, name: str, *, creates: bool, template_url: str, parameters: Mapping[str, str]) -> ChangeSet:
        """Raises DeployFailed with CloudFormation's reason; the failed change set is then gone."""
        made = self.cloudformation.create_change_set(
            StackName=self.stack,
            ChangeSetName=name,
            ChangeSetType="CREATE" if creates else "UPDATE",
            TemplateURL=template_url,
            Capabilities=list(CAPABILITIES),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        )
        asked = ChangeSet(made["Id"], made["StackId"], creates, ())
        described = self._finished(asked)
        if described["Status"] == "CREATE_COMPLETE":
            return ChangeSet(asked.id, asked.stack_id, creates, tuple(self._changes(described)))
        reason = described.get("StatusReason", "CloudFormation gave no reason")
        if any(words in reason for words in _NOTHING):
            return asked
        self.discard(asked)
        raise DeployFailed(f"CloudFormation makes no change set of it: {reason}")

    def execute(self, change_set: ChangeSet) -> None:
        """A first deployment that fails leaves no secret behind, whose name would stand in the way of the next."""
        kept = {"RetainExceptOnCreate": True} if change_set.creates else {}
        self.cloudformation.execute_change_set(ChangeSetName=change_set.id, StackName=change_set.stack_id, **kept)

    def discard(self, change_set: ChangeSet) -> None:
        """Of a stack that it would have created, the empty shell goes too, unless somebody has filled it meanwhile."""
        self.cloudformation.delete_change_set(ChangeSetName=change_set.id, StackName=change_set.stack_id)
        left = stack(self.cloudformation, change_set.stack_id) if change_set.creates else None
        if left and not left.is_made:
            self.cloudformation.delete_stack(StackName=left.id)

    def _finished(self, asked: ChangeSet) -> dict[str, Any]:
        for _ in range(MOST_SECONDS // SECONDS):
            described = self._described(asked.id)
            if described["Status"] in ("CREATE_COMPLETE", "FAILED"):
                return described
            self.sleep(SECONDS)
        raise DeployFailed(f"CloudFormation has not finished the change set in {MOST_SECONDS} seconds: {asked.id}")

    def _changes(self, described: dict[str, Any]) -> list[dict[str, Any]]:
        changes = list(described["Changes"])
        while following := described.get("NextToken"):
            described = self._described(described["ChangeSetId"], NextToken=following)
            changes += described["Changes"]
        return [change["ResourceChange"] for change in changes]

    def _described(self, change_set: str, **more: str) -> dict[str, Any]:
        return self.cloudformation.describe_change_set(ChangeSetName=change_set, StackName=self.stack, **more)
