"""The rivals over doubles that do what DynamoDB and SES do for the calls that they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from botocore.exceptions import ClientError

from local.lambda_event import Context

from .. import traffic
from ..rivals import message, powertools, tutorial
from .campaign import KEY
from .world import START, World

if TYPE_CHECKING:
    from collections.abc import Callable

ATTEMPTS = 5
"""Of boto3's clients, where nothing is set."""


@dataclass
class Table:
    """The resource of a table, of which get and put are used."""

    world: World
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get_item(self, Key: dict[str, str]) -> dict[str, Any]:  # noqa: N803 - boto3's names
        return self.world.ask(lambda: self._got(Key["reference"]), ATTEMPTS)

    def put_item(self, Item: dict[str, Any]) -> None:  # noqa: N803
        self.world.ask(lambda: self.items.__setitem__(Item["reference"], dict(Item)), ATTEMPTS)

    def _got(self, key: str) -> dict[str, Any]:
        return {"Item": dict(self.items[key])} if key in self.items else {}


@dataclass
class Mails:
    """SES, which has no token by which it would know a mail again."""

    world: World

    def send_email(self, *, Content: dict[str, Any], **_: Any) -> None:  # noqa: N803
        reference = Content["Simple"]["Subject"]["Data"].rpartition(" ")[2]
        self.world.ask(lambda: self.world.mails.update([reference[:-2]]), ATTEMPTS)


@dataclass
class IdempotencyItems:
    """The client of the idempotency table. Powertools reads the machine's clock; items are kept by the world's."""

    world: World
    items: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put_item(self, *, Item: dict[str, Any], ExpressionAttributeValues: dict[str, Any], **_: Any) -> None:  # noqa: N803
        self.world.ask(lambda: self._put(_moved(Item, self._ahead), ExpressionAttributeValues), ATTEMPTS)

    def update_item(self, *, Key: dict[str, Any], ExpressionAttributeValues: dict[str, Any], **_: Any) -> None:  # noqa: N803
        values = ExpressionAttributeValues
        done = {"data": values[":response_data"], "status": values[":status"]}
        self.world.ask(lambda: self.items[Key["id"]["S"]].update(done), ATTEMPTS)

    def delete_item(self, *, Key: dict[str, Any], **_: Any) -> None:  # noqa: N803
        self.world.ask(lambda: self.items.pop(Key["id"]["S"], None), ATTEMPTS)

    @property
    def _ahead(self) -> int:
        """Milliseconds that have passed in the world."""
        return int((self.world.now - START).total_seconds() * 1000)

    def _put(self, item: dict[str, Any], values: dict[str, Any]) -> None:
        known = self.items.get(item["id"]["S"])
        if known is not None and not self._over(known, int(values[":now_in_millis"]["N"]) + self._ahead):
            error = {"Error": {"Code": "ConditionalCheckFailedException"}, "Item": _moved(known, -self._ahead)}
            raise ClientError(error, "PutItem")  # type: ignore[arg-type]  # the item is beside the error, as on the wire
        self.items[item["id"]["S"]] = item

    def _over(self, known: dict[str, Any], now: int) -> bool:
        """Whether the run that left it has died; a month's expiry never passes here."""
        return bool(known["status"] == {"S": "INPROGRESS"} and int(known["in_progress_expiration"]["N"]) < now)


def _moved(item: dict[str, Any], by: int) -> dict[str, Any]:
    moved = dict(item)
    if "in_progress_expiration" in item:
        moved["in_progress_expiration"] = {"N": str(int(item["in_progress_expiration"]["N"]) + by)}
    return moved


class Rival:
    """(a), or with an idempotency table (b)."""

    def __init__(self, *, idempotent: bool) -> None:
        self.world = World()
        self.table, mails = Table(self.world), Mails(self.world)
        self._record: Callable[[dict[str, str], object], bool]
        if idempotent:
            store = DynamoDBPersistenceLayer("idempotency", boto3_client=IdempotencyItems(self.world))
            self._record = powertools.recorder(store, lambda fields: tutorial.record(fields, self.table, mails))
        else:
            self._record = lambda fields, _: tutorial.record(fields, self.table, mails)

    def start(self, number: str) -> dict[str, str]:
        form = {"TPE": "1234567", "reference": f"{number}01", "montant": f"{traffic.AMOUNT}EUR", "texte-libre": ""}
        tutorial.start(self.table, form["reference"], form["montant"], traffic.EMAIL)
        return form

    def take(self, body: bytes) -> bool:
        fields = message.opened(body.decode(), KEY)
        return fields is not None and self._record(fields, Context("rival"))

    def work(self) -> None:
        """Nothing: all is done inside the request."""

    def heal(self, number: str) -> None:
        """Nothing: what was not done is never done."""

    def state(self, number: str) -> str:
        return str(self.table.items[f"{number}01"]["status"])

    def counted(self, number: str) -> int:
        """A status is either paid or not: it counts nothing."""
        return int(self.state(number) == "paid")
