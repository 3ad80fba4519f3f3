"""S3 and CloudFormation in memory. What they are asked is held against the shapes of the real services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

REGION = "eu-west-3"
STACK_ID = "arn:aws:cloudformation:eu-west-3:000000000000:stack/guichet-test/1"
CHANGE_SET_ID = "arn:aws:cloudformation:eu-west-3:000000000000:changeSet/deploy/1"
OUTPUTS = [
    {"OutputKey": "RestAPIId", "OutputValue": "abc"},
    {"OutputKey": "TableName", "OutputValue": "guichet-test-Table-1", "Description": "GUICHET_TABLE."},
    {"OutputKey": "NotificationAddress", "OutputValue": "https://pay/notifications", "Description": "For the bank."},
]
_MODELS = {
    service: boto3.client(
        service, region_name=REGION, aws_access_key_id="none", aws_secret_access_key="none"
    ).meta.service_model
    for service in ("s3", "cloudformation")
}


def refused(code: str, operation: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def added(logical: str, kind: str) -> dict[str, Any]:
    return {"Action": "Add", "LogicalResourceId": logical, "ResourceType": kind}


def modified(logical: str, kind: str, replacement: str = "False", target: str = "Name") -> dict[str, Any]:
    details = [{"Target": {"Attribute": "Properties", "Name": target}, "Evaluation": "Static"}]
    return {**added(logical, kind), "Action": "Modify", "Replacement": replacement, "Details": details}


@dataclass
class _Service:
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def note(self, service: str, operation: str, asked: dict[str, Any]) -> None:
        validate_parameters(asked, _MODELS[service].operation_model(operation).input_shape)
        self.calls.append((operation, asked))

    def asked(self, operation: str) -> list[dict[str, Any]]:
        return [asked for name, asked in self.calls if name == operation]


@dataclass
class FakeS3(_Service):
    bucket: str = "deployments"
    region: str = REGION
    objects: dict[str, bytes] = field(default_factory=dict)

    @property
    def meta(self) -> Any:
        return SimpleNamespace(region_name=REGION, endpoint_url=f"https://s3.{REGION}.amazonaws.com")

    def head_bucket(self, **asked: Any) -> dict[str, Any]:
        self.note("s3", "HeadBucket", asked)
        if asked["Bucket"] != self.bucket:
            raise refused("404", "HeadBucket", "Not Found")
        return {"BucketRegion": self.region}

    def head_object(self, **asked: Any) -> dict[str, Any]:
        self.note("s3", "HeadObject", asked)
        if asked["Key"] not in self.objects:
            raise refused("404", "HeadObject", "Not Found")
        return {}

    def put_object(self, **asked: Any) -> dict[str, Any]:
        self.note("s3", "PutObject", asked)
        self.objects[asked["Key"]] = asked["Body"]
        return {}


@dataclass
class FakeCloudFormation(_Service):
    """One stack. `course` are the statuses it goes through once a change set is executed, with the events of each."""

    status: str | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    no_change_set: str = ""
    course: list[tuple[str, list[tuple[str, str, str]]]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    moves: bool = False

    def describe_stacks(self, **asked: Any) -> dict[str, Any]:
        self.note("cloudformation", "DescribeStacks", asked)
        if self.status is None:
            raise refused("ValidationError", "DescribeStacks", f"Stack with id {asked['StackName']} does not exist")
        return {"Stacks": [{"StackId": STACK_ID, "StackStatus": self.status, "Outputs": OUTPUTS}]}

    def create_change_set(self, **asked: Any) -> dict[str, Any]:
        self.note("cloudformation", "CreateChangeSet", asked)
        self.status = self.status or "REVIEW_IN_PROGRESS"
        return {"Id": CHANGE_SET_ID, "StackId": STACK_ID}

    def describe_change_set(self, **asked: Any) -> dict[str, Any]:
        """Pending when first asked, then its changes one a page."""
        self.note("cloudformation", "DescribeChangeSet", asked)
        if len(self.asked("DescribeChangeSet")) == 1:
            return {"Status": "CREATE_IN_PROGRESS"}
        if self.no_change_set:
            return {"Status": "FAILED", "StatusReason": self.no_change_set}
        page = int(asked.get("NextToken", 0))
        following = {"NextToken": str(page + 1)} if page + 1 < len(self.changes) else {}
        changes = [{"Type": "Resource", "ResourceChange": change} for change in self.changes[page : page + 1]]
        return {"Status": "CREATE_COMPLETE", "ChangeSetId": CHANGE_SET_ID, "Changes": changes, **following}

    def execute_change_set(self, **asked: Any) -> dict[str, Any]:
        self.note("cloudformation", "ExecuteChangeSet", asked)
        self.moves = True
        return {}

    def delete_change_set(self, **asked: Any) -> dict[str, Any]:
        self.note("cloudformation", "DeleteChangeSet", asked)
        return {}

    def delete_stack(self, **asked: Any) -> dict[str, Any]:
        self.note("cloudformation", "DeleteStack", asked)
        self.status = None
        return {}

    def describe_stack_events(self, **asked: Any) -> dict[str, Any]:
        self.note("cloudformation", "DescribeStackEvents", asked)
        return {"StackEvents": self.events}

    def tick(self, _: float) -> None:
        """Time goes by: the stack takes the next step of its course."""
        if not self.moves or not self.course:
            return
        self.status, told = self.course.pop(0)
        for logical, status, reason in told:
            self.events.insert(0, self.event(logical, status, reason))

    def event(self, logical: str, status: str, reason: str) -> dict[str, Any]:
        number = len(self.events)
        return {
            "EventId": f"event-{number}",
            "LogicalResourceId": logical,
            "ResourceType": "AWS::Thing",
            "ResourceStatus": status,
            "ResourceStatusReason": reason,
            "Timestamp": datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(seconds=number),
        }
