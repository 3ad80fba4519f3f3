"""Events and context as Lambda gives them to our functions: JSON values only, never Python's own types."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from local.environment import REGION

if TYPE_CHECKING:
    from collections.abc import Mapping

ACCOUNT = "000000000000"


@dataclass(frozen=True)
class Context:
    function_name: str
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 512

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Nothing ends a local call; this says what the deployed function has at its start."""
        return 60_000


def stream_record(record: Mapping[str, Any], stream_arn: str) -> dict[str, Any]:
    """A record as boto3 reads it from a stream, as Lambda hands it over."""
    as_json = json.dumps({**record, "eventSourceARN": stream_arn}, default=_json_value)
    plain: dict[str, Any] = json.loads(as_json)
    return plain


def scheduled_event(now: datetime) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/sweep"],
        "detail": {},
    }


def _json_value(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"no JSON form for {type(value).__name__}")
