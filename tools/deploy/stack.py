"""The stack as it stands: whether it can be deployed to, and what it puts out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tools.deploy.failure import DeployFailed

if TYPE_CHECKING:
    from tools.deploy.clients import CloudFormation

NEVER_MADE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
FIRST = ("NotificationAddress", "EndpointURL", "EgressAddress")


@dataclass(frozen=True, slots=True)
class Stack:
    """`id` outlives the name, which may be given again once a stack is deleted."""

    id: str
    status: str
    outputs: tuple[dict[str, str], ...]

    @property
    def is_moving(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status != "REVIEW_IN_PROGRESS"

    @property
    def is_made(self) -> bool:
        """Whether it has resources: one under review has none yet."""
        return self.status != "REVIEW_IN_PROGRESS"

    def told_outputs(self) -> list[str]:
        """What a person needs next, the bank's address first. Chalice's own outputs have no description."""
        described = [output for output in self.outputs if output.get("Description")]
        described.sort(key=lambda o: FIRST.index(o["OutputKey"]) if o["OutputKey"] in FIRST else len(FIRST))
        return [f"{o['OutputKey']}: {o['OutputValue']}\n    {o['Description']}" for o in described]


def stack(cloudformation: CloudFormation, name: str) -> Stack | None:
    """The stack of a name or id; None where there is none."""
    try:
        found: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as fault:
        error = fault.response["Error"]
        if error["Code"] == "ValidationError" and "does not exist" in error["Message"]:
            return None
        raise
    return Stack(found["StackId"], found["StackStatus"], tuple(found.get("Outputs", ())))


def check_deployable(name: str, before: Stack | None) -> None:
    """Raises DeployFailed with the way out."""
    if before is None:
        return
    if before.is_moving:
        raise DeployFailed(f"{name} is being changed ({before.status}); wait until that has ended.")
    if before.status in NEVER_MADE:
        raise DeployFailed(
            f"{name} was never made whole ({before.status}): CloudFormation lets it only be deleted.\n"
            'If it never held an order, follow "When the first deployment fails" in docs/deploy.md.'
        )
    if before.status == "UPDATE_ROLLBACK_FAILED":
        raise DeployFailed(
            f"{name} could not be rolled back. Mend what its events name, then:\n"
            f"  aws cloudformation continue-update-rollback --stack-name {name}"
        )
