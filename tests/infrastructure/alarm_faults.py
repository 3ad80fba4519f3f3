"""A fault for each alarm: done to the code where the metric is ours, stated where it is AWS's own.

Each gives the datapoints of the time that it lasts, its first one at 0.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from chalicelib.aws.order_item import WORK_SHARDS, sortable
from chalicelib.domain.vocabulary import Mode
from tests.counter import accepted
from tests.infrastructure.datapoints import MINUTE, Point, from_zero, lasting, sample
from tests.infrastructure.deployed_code import STACK, DeployedCode, told
from tests.makers import OTHER_KEY

Fault = Callable[[DeployedCode], list[Point]]
AWS_LAMBDA, AWS_API = "AWS/Lambda", {"ApiName": STACK, "Stage": "api"}
HOUR_OF_MINUTES, DAY_OF_MINUTES = 60, 25 * 60


def wrong_seal(code: DeployedCode, times: int = 1) -> list[Point]:
    """A key that the bank has changed, say."""
    message = accepted(code.api.new_order())
    return code.measured(*[lambda: code.api.notify(message, OTHER_KEY)] * times)


def wrong_platform(code: DeployedCode) -> list[Point]:
    """A production payment sealed with the key of the test platform."""
    message = accepted(code.api.new_order(), **{"code-retour": "paiement"})
    return code.measured(lambda: code.api.notify(message))


def table_gone(code: DeployedCode) -> list[Point]:
    message = accepted(code.api.new_order())
    with told({"GUICHET_TABLE": "another"}):
        return code.measured(lambda: code.api.notify(message))


def paid_twice(code: DeployedCode) -> list[Point]:
    message = accepted(code.api.new_order())
    again = {**message, "numauto": "777777", "date": "23/11/2026_a_10:40:00"}
    code.measured(lambda: code.api.notify(message))
    return code.measured(lambda: code.api.notify(again))


def mails_hang(code: DeployedCode) -> list[Point]:
    points: list[Point] = []
    for _ in range(5):
        started = code.api.new_order()
        code.measured(lambda started=started: code.api.notify(accepted(started)))
        _next_mail(code, "throttle")
        points += code.measured(lambda started=started: code.outbox(started["order"]))
    return points


def bank_silent_about_books(code: DeployedCode) -> list[Point]:
    for _ in range(4):
        code.started_long_ago(timedelta(hours=1))
    return code.measured(code.settle)


def work_that_fails_each_time(code: DeployedCode, minutes: int = 11) -> list[Point]:
    """An item that cannot be read as an order, due for so long."""
    due = sortable(datetime.now(UTC) - timedelta(minutes=minutes))
    code.put(pk="order#BROKEN", work=WORK_SHARDS[0], work_at=due)
    return lasting(code.measured(code.sweep), HOUR_OF_MINUTES)


def answer_lost(code: DeployedCode) -> list[Point]:
    """A run of the settling meets the operation only when it is due again, each ten minutes at the most."""
    order = code.paid_long_ago(Mode.IMMEDIATE, timedelta(hours=1))
    code.measured(lambda: _refund(code, order.number))
    code.measured(lambda: code.operations(order.number))
    runs = lasting(code.measured(code.settle), HOUR_OF_MINUTES)
    return [point if point.at // MINUTE % 10 == 0 else replace(point, value=0) for point in runs]


def authorization_forgotten(code: DeployedCode) -> list[Point]:
    code.paid_long_ago(Mode.DEFERRED, timedelta(days=6, hours=12))
    return lasting(code.measured(code.sweep), HOUR_OF_MINUTES)


def case_left_alone(code: DeployedCode) -> list[Point]:
    paid_twice(code)
    return lasting(code.measured(code.sweep), DAY_OF_MINUTES)


def only(run: str) -> Fault:
    """One schedule runs, the other does not."""
    return lambda code: lasting(code.measured(getattr(code, run)), HOUR_OF_MINUTES)


def stated(namespace: str, name: str, *values: float, **dimensions: str) -> Fault:
    """A value each five minutes."""

    def points(code: DeployedCode) -> list[Point]:
        return [p for v in values for p in lasting([sample(namespace, name, v, **dimensions)], 5 * len(values))[::5]]

    return points


def _refund(code: DeployedCode, number: str) -> None:
    headers = {"Idempotency_Key": "once", **code.api.service("payments:refund")}
    answer = code.api.call("POST", f"/payments/{number}/refunds", {}, **headers)
    assert answer.status == 202, answer.body


def _next_mail(code: DeployedCode, fault: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", code.settings.ports.mail, timeout=10)
    connection.request("POST", "/faults", json.dumps({"next": fault}), {"Content-Type": "application/json"})
    assert connection.getresponse().status == 204
    connection.close()


FAULTS: dict[str, Fault] = {
    "SealsRejected": wrong_seal,
    "WrongPlatform": wrong_platform,
    "NotificationErrors": table_gone,
    "NotificationsNegative": lambda code: wrong_seal(code, 5),
    "CasesOpened": paid_twice,
    "MailsPostponed": mails_hang,
    "BankSilent": bank_silent_about_books,
    "WorkOverdue": work_that_fails_each_time,
    "OperationsUnknown": answer_lost,
    "AuthorizationsEnding": authorization_forgotten,
    "CasesOpen": case_left_alone,
    "SweepNotRunning": only("settle"),
    "SettleNotRunning": only("sweep"),
    "ApiErrors": stated("AWS/ApiGateway", "5XXError", 1, **AWS_API),
    "FunctionErrors": stated(AWS_LAMBDA, "Errors", 1, 1, 1, FunctionName="Sweep"),
    "FunctionsThrottled": stated(AWS_LAMBDA, "Throttles", 5, FunctionName="APIHandler"),
    "TableThrottled": stated("AWS/DynamoDB", "ThrottledRequests", 5, TableName="Table", Operation="UpdateItem"),
    "NotificationsThrottled": stated("Guichet", f"NotificationsThrottled-{STACK}", 1),
    "RequestsThrottled": stated("Guichet", f"RequestsThrottled-{STACK}", *[1] * 10),
    "FailureQueueNotEmpty": stated(
        "AWS/SQS", "ApproximateNumberOfMessagesVisible", 1, QueueName="<FailureQueue.QueueName>"
    ),
    "OutboxBehind": stated(AWS_LAMBDA, "IteratorAge", 700_000, 900_000, FunctionName="Outbox"),
    "OperationsBehind": stated(AWS_LAMBDA, "IteratorAge", 700_000, 900_000, FunctionName="Operations"),
    "MailBounces": stated("AWS/SES", "Reputation.BounceRate", 0.05),
    "MailComplaints": stated("AWS/SES", "Reputation.ComplaintRate", 0.001),
}


def a_good_day(code: DeployedCode) -> list[Point]:
    """Payments, a refusal, a mail, the schedules all day long; and AWS's metrics of a quiet day."""
    points: list[Point] = []
    for _ in range(3):
        started = code.api.new_order()
        points += code.measured(lambda started=started: code.api.notify(accepted(started)))
        points += code.measured(lambda started=started: code.outbox(started["order"]))
    refused = {"code-retour": "Annulation", "motifrefus": "Refus"}
    points += code.measured(lambda: code.api.notify(accepted(code.api.new_order(), **refused)))
    points += code.measured(lambda: code.api.post_notification(b"wp-login=1"))  # noise of the internet
    schedules = code.measured(code.sweep, code.settle)
    return [*from_zero(points), *lasting(schedules, DAY_OF_MINUTES), *lasting(QUIET, DAY_OF_MINUTES)]


QUIET = [
    sample("AWS/ApiGateway", "5XXError", 0, **AWS_API),
    *(sample(AWS_LAMBDA, "Errors", 0, FunctionName=name) for name in ("APIHandler", "Outbox", "Sweep", "Settle")),
    *(sample(AWS_LAMBDA, "IteratorAge", 900, FunctionName=name) for name in ("Outbox", "Operations")),
    sample("AWS/SQS", "ApproximateNumberOfMessagesVisible", 0, QueueName="<FailureQueue.QueueName>"),
    sample("AWS/SES", "Reputation.BounceRate", 0.01),
    sample("AWS/SES", "Reputation.ComplaintRate", 0.0002),
    sample("Guichet", f"RequestsThrottled-{STACK}", 0),
    sample("Guichet", f"NotificationsThrottled-{STACK}", 0),
]
