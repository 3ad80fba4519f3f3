"""(a) As a typical Lambda tutorial writes it: the table as a resource, get then put, the mail inside the request."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import boto3

from .message import answer, read

KEPT = ("code-retour", "numauto", "date", "brand", "modepaiement", "motifrefus", "authentification")


@cache
def table() -> Any:
    return boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


@cache
def mail() -> Any:
    return boto3.client("sesv2")


def start(orders: Any, reference: str, amount: str, email: str) -> None:
    """The order before the shopper goes to the bank."""
    orders.put_item(Item={"reference": reference, "amount": amount, "email": email, "status": "pending"})


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001 - as Lambda calls it
    fields = read(event)
    return answer(taken=fields is not None and record(fields, table(), mail()))


def record(fields: dict[str, str], orders: Any, mails: Any) -> bool:
    """Whether the message is to be acknowledged."""
    order = orders.get_item(Key={"reference": fields["reference"]}).get("Item")
    if order is None or order["amount"] != fields["montant"]:
        return False
    if order["status"] == "paid":
        return True
    paid = fields["code-retour"] in ("payetest", "paiement")
    order["status"] = "paid" if paid else "refused"
    order["payment"] = {name: fields[name] for name in KEPT if fields.get(name)}
    orders.put_item(Item=order)
    if paid:
        confirm(mails, order["email"], fields["reference"], order["amount"])
    return True


def confirm(mails: Any, email: str, reference: str, amount: str) -> None:
    """The customer's mail."""
    mails.send_email(
        FromEmailAddress=os.environ.get("MAIL_FROM", "orders@example.org"),
        Destination={"ToAddresses": [email]},
        Content={
            "Simple": {
                "Subject": {"Data": f"Votre commande {reference}"},
                "Body": {"Text": {"Data": f"Nous avons bien reçu votre paiement de {amount}. Merci !"}},
            }
        },
    )
