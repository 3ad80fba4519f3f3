"""A stack while it changes: its events as they come, until it rests; then what failed first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ops.screen import Screen, shown
from tools.deploy.failure import DeployFailed
from tools.deploy.stack import Stack, stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.deploy.clients import CloudFormation

SECONDS = 5
MOST_FAILURES = 5
_ENDED_WELL = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
_CONSEQUENCE = "cancelled"  # "Resource creation cancelled": another's failure stopped it


@dataclass
class Progress:
    """Of one stack: what it told before `begin` was another deployment's, whatever this machine's clock says."""

    cloudformation: CloudFormation
    stack_id: str
    say: Callable[[str], object]
    screen: Screen
    failed: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """To be called before the change is."""
        self._seen |= {event["EventId"] for event in self._new()}

    def follow(self, sleep: Callable[[float], object]) -> Stack:
        """The stack once it rests; raises DeployFailed with the first failures where it is not what was asked for."""
        before = len(self._seen)
        while True:
            self._tell_new()
            now = stack(self.cloudformation, self.stack_id)
            if now is None:
                raise DeployFailed("The stack was deleted meanwhile.")
            # Until its first event, its status is still that of the deployment before.
            if len(self._seen) > before and now.is_made and not now.is_moving:
                self._tell_new()
                return self._well_ended(now)
            sleep(SECONDS)

    def _well_ended(self, now: Stack) -> Stack:
        if now.status not in _ENDED_WELL:
            raise DeployFailed("\n".join([f"It ended as {now.status}. What failed first:", *self._first_failures()]))
        return now

    def _first_failures(self) -> list[str]:
        return [f"  {line}" for line in self.failed[:MOST_FAILURES]] or ["  its events do not say"]

    def _tell_new(self) -> None:
        for event in reversed(self._new()):
            self._seen.add(event["EventId"])
            status, reason = event["ResourceStatus"], shown(event.get("ResourceStatusReason", ""))
            failed = status.endswith("_FAILED")
            if failed and _CONSEQUENCE not in reason:
                self.failed.append(f"{event['LogicalResourceId']} ({event['ResourceType']}): {reason}")
            told = f"{event['Timestamp']:%H:%M:%S}  {status:<28}  {event['LogicalResourceId']}"
            self.say(self.screen.paint(f"{told}  {reason}".rstrip(), "bad" if failed else ""))

    def _new(self) -> list[dict[str, Any]]:
        """The newest first, as CloudFormation lists them."""
        found: list[dict[str, Any]] = []
        more: dict[str, str] = {}
        while True:
            page = self.cloudformation.describe_stack_events(StackName=self.stack_id, **more)
            for event in page["StackEvents"]:
                if event["EventId"] in self._seen:
                    return found
                found.append(event)
            if not (following := page.get("NextToken")):
                return found
            more = {"NextToken": following}
