"""AWS's own metrics that this stack looks at, and the dimensions that AWS gives them (its services' user guides)."""

from __future__ import annotations

_API, _FUNCTION, _TABLE = {"ApiName", "Stage"}, {"FunctionName"}, {"TableName"}

AWS_METRICS: dict[tuple[str, str], list[set[str]]] = {
    ("AWS/ApiGateway", "Count"): [_API],
    ("AWS/ApiGateway", "4XXError"): [_API],
    ("AWS/ApiGateway", "5XXError"): [_API],
    ("AWS/ApiGateway", "Latency"): [_API],
    ("AWS/Lambda", "Errors"): [_FUNCTION],
    ("AWS/Lambda", "Throttles"): [_FUNCTION],
    ("AWS/Lambda", "IteratorAge"): [_FUNCTION],
    ("AWS/DynamoDB", "ConsumedReadCapacityUnits"): [_TABLE],
    ("AWS/DynamoDB", "ConsumedWriteCapacityUnits"): [_TABLE],
    ("AWS/DynamoDB", "ThrottledRequests"): [{"TableName", "Operation"}],
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): [{"QueueName"}],
    ("AWS/SES", "Reputation.BounceRate"): [set()],
    ("AWS/SES", "Reputation.ComplaintRate"): [set()],
}
