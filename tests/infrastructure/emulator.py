"""`python -m tests.infrastructure.emulator`: ministack, taught what AWS does and it does not, in four lessons.

So template and policies go into it as they go into the cloud. No lesson lets anything pass that AWS would refuse.
"""

from __future__ import annotations

import json
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services.cloudformation import provisioners

from tests.infrastructure.requests_made import IN_TRANSACTION, sesv2

OUTBOUND = "/v2/email/outbound-emails"
WRITES = "writes"


def alarms_may_watch_an_expression() -> None:
    """They are kept with their metrics, and like all others here, not evaluated."""
    of_one_metric = provisioners._cw_metric_alarm_record

    def record(name: str, properties: dict[str, Any]) -> dict[str, Any]:
        if not (metrics := properties.get("Metrics")):
            return of_one_metric(name, properties)
        watched = [metric["Id"] for metric in metrics if metric.get("ReturnData", True)]
        if len(watched) != 1:
            raise ValueError(f"exactly one metric may return data, not {watched}")
        rest = {key: value for key, value in properties.items() if key != "Metrics"}
        made = of_one_metric(name, {**rest, "MetricName": "none", "Namespace": "none"})
        return {**made, "MetricName": None, "Namespace": None, "Metrics": metrics}

    provisioners._cw_metric_alarm_record = record


def identities_tell_their_dns_records() -> None:
    identity = provisioners._RESOURCE_HANDLERS["AWS::SES::EmailIdentity"]
    create = identity["create"]

    def created(logical: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
        domain, attributes = create(logical, properties, stack)
        for number in (1, 2, 3):
            attributes[f"DkimDNSTokenName{number}"] = f"token{number}._domainkey.{domain}"
            attributes[f"DkimDNSTokenValue{number}"] = f"token{number}.dkim.amazonses.com"
        return domain, attributes

    identity["create"] = created


def mails_need_their_identity_and_set() -> None:
    """And are sent from an address that policies may name."""
    other_calls = app._enforce_ses_v2

    def enforce(method: str, path: str, headers: Any, body: bytes, *request: Any) -> Any:
        if (method, path) != ("POST", OUTBOUND):
            return other_calls(method, path, headers, body, *request)
        for action, resource, (key, value) in sesv2("SendEmail", json.loads(body)):
            named = {"resource_arn": resource, "named_resource": resource, "service_context": {key: value}}
            if denied := app._enforce_data_plane("sesv2", action, headers, *request, **named):
                return denied
        return None

    app._enforce_ses_v2 = enforce


def writes_have_leading_keys() -> None:
    """Those of the items that an action is about, which in a transaction are some of its items."""
    context_of, enforced = iam_actions.dynamodb_service_context, iam_evaluator.enforce

    def context(body: bytes) -> dict[str, Any]:
        return {**context_of(body), WRITES: json.loads(body)}

    def enforce(key: str, action: str, *where: Any, service_context: dict[str, Any] | None = None, **more: Any) -> Any:
        known = dict(service_context or {})
        if (request := known.pop(WRITES, None)) and (keys := leading_keys(action, request)):
            known["dynamodb:LeadingKeys"] = keys
        return enforced(key, action, *where, service_context=known, **more)

    iam_actions.dynamodb_service_context, iam_evaluator.enforce = context, enforce


def leading_keys(action: str, request: dict[str, Any]) -> list[str]:
    """Of what an action of IAM writes in a request to DynamoDB."""
    if "TransactItems" in request:
        named = [
            (f"dynamodb:{IN_TRANSACTION[k]}", write) for item in request["TransactItems"] for k, write in item.items()
        ]
    else:
        named = [(action, request)]
    places = [write.get("Key") or write.get("Item") for its_action, write in named if its_action == action]
    return [place["pk"]["S"] for place in places if place]


LESSONS = (
    alarms_may_watch_an_expression,
    identities_tell_their_dns_records,
    mails_need_their_identity_and_set,
    writes_have_leading_keys,
)

if __name__ == "__main__":
    for lesson in LESSONS:
        lesson()
    app.main()
