"""(c) The floor: parse, HMAC, one conditional write with `boto3.client`; no case, no mail, no log, no metric."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import boto3

from .message import answer, read

KEPT = ("code-retour", "numauto", "date", "brand", "modepaiement", "motifrefus", "authentification")


@cache
def client() -> Any:
    return boto3.client("dynamodb")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001 - as Lambda calls it
    fields = read(event)
    return answer(taken=fields is not None and record(client(), fields))


def record(dynamodb: Any, fields: dict[str, str]) -> bool:
    """Whether the message is to be acknowledged: stored now, or known."""
    paid = fields["code-retour"] in ("payetest", "paiement")
    try:
        dynamodb.update_item(
            TableName=os.environ["ORDERS_TABLE"],
            Key={"reference": {"S": fields["reference"]}},
            UpdateExpression="SET #status = :status, payment = :payment",
            ConditionExpression="#status <> :paid AND amount = :amount",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={
                ":status": {"S": "paid" if paid else "refused"},
                ":paid": {"S": "paid"},
                ":amount": {"S": fields["montant"]},
                ":payment": {"M": {name: {"S": fields[name]} for name in KEPT if fields.get(name)}},
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException as failed:
        stored = failed.response.get("Item", {})
        known: bool = stored.get("status") == {"S": "paid"} and stored.get("amount") == {"S": fields["montant"]}
        return known
    return True
