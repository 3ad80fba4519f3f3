"""What a call of boto3 asks of IAM: an action on each resource that it names.

The names of actions are IAM's, which differ here and there from the API's: a transaction asks for each of its writes.
A raw message through SES v2 is ses:SendEmail in AWS's reference and ses:SendRawEmail in its refusals: so both.
"""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.infrastructure.resolving import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCRYPTED = ("dynamodb", "secretsmanager")
"""Services that decrypt with the stack's key, by the right of whoever asks them."""
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/stack"
IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


class Request(NamedTuple):
    """`condition` is the one key of the request's context that our policies look at, with its value."""

    action: str
    resource: str
    condition: tuple[str, str] = ("", "")


def request_of(model: Any, params: dict[str, Any]) -> Iterator[Request]:
    """Of botocore's model of an operation, and what it was called with. Raises KeyError for what is not known here."""
    service, operation = model.service_model.service_name, model.name
    yield from {"dynamodb": _dynamodb, "secretsmanager": _secretsmanager, "sesv2": sesv2}[service](operation, params)
    if service in ENCRYPTED:
        for action in ("Decrypt", *(["GenerateDataKey"] if operation == "PutSecretValue" else [])):
            yield Request(f"kms:{action}", KEY, ("kms:ViaService", f"{service}.{REGION}.amazonaws.com"))


def _dynamodb(operation: str, params: dict[str, Any]) -> Iterator[Request]:
    if operation == "TransactWriteItems":
        for item in params["TransactItems"]:
            ((kind, action),) = item.items()
            yield _write(IN_TRANSACTION[kind], action)
    elif operation == "BatchGetItem":
        for table in params["RequestItems"]:
            yield Request("dynamodb:BatchGetItem", _table(table))
    elif operation == "DeleteItem":
        yield _write(operation, params)
    else:
        index = f"/index/{params['IndexName']}" if "IndexName" in params else ""
        yield Request(f"dynamodb:{operation}", _table(params["TableName"]) + index)


def _write(operation: str, params: dict[str, Any]) -> Request:
    key = ("dynamodb:LeadingKeys", params["Key"]["pk"]["S"]) if operation == "DeleteItem" else ("", "")
    return Request(f"dynamodb:{operation}", _table(params["TableName"]), key)


def _secretsmanager(operation: str, params: dict[str, Any]) -> Iterator[Request]:
    yield Request(f"secretsmanager:{operation}", params["SecretId"])


def sesv2(operation: str, params: dict[str, Any]) -> Iterator[Request]:
    address = parseaddr(params["FromEmailAddress"])[1]
    ses = f"arn:aws:ses:{REGION}:{ACCOUNT}"
    named = (f"identity/{address.partition('@')[2]}", f"configuration-set/{params['ConfigurationSetName']}")
    for action in (operation, *(["SendRawEmail"] if "Raw" in params["Content"] else [])):
        for resource in named:
            yield Request(f"ses:{action}", f"{ses}:{resource}", ("ses:FromAddress", address))


def _table(name: str) -> str:
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
