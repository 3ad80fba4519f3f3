"""`python -m local.provision`: gives local AWS the table and the secret. Repeating it loses nothing."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import boto3

from local import environment, merchant
from local.secrets import Secrets, load_or_create
from local.settings import REPOSITORY, state_directory

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_secretsmanager import SecretsManagerClient

DEFINITION = REPOSITORY / "infrastructure" / "table.json"


class OtherShape(Exception):
    """The stored table was made from another definition."""


def create_table(dynamodb: DynamoDBClient, name: str, *, removes_ended: bool = True) -> None:
    """From the same definition as the cloud's table; items that have ended may be left in it. Raises OtherShape."""
    definition: dict[str, Any] = json.loads(DEFINITION.read_text())
    time_to_live = definition.pop("TimeToLiveSpecification")
    definition["StreamSpecification"]["StreamEnabled"] = True  # implied in CloudFormation
    if name in dynamodb.list_tables()["TableNames"]:
        _expect_shape(dynamodb, name, definition)
        return
    dynamodb.create_table(TableName=name, **definition)
    dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})
    if removes_ended:
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=time_to_live)


def _expect_shape(dynamodb: DynamoDBClient, name: str, definition: dict[str, Any]) -> None:
    stored = dynamodb.describe_table(TableName=name)["Table"]
    same_key = stored["KeySchema"] == definition["KeySchema"]
    indexes = {index["IndexName"]: index["KeySchema"] for index in stored.get("GlobalSecondaryIndexes", [])}
    wanted = {index["IndexName"]: index["KeySchema"] for index in definition["GlobalSecondaryIndexes"]}
    if not same_key or indexes != wanted:
        raise OtherShape(
            "The stored table was made by another version of Guichet (infrastructure/table.json changed).\n"
            "`make clean` forgets the local orders and mails; the next start makes a new table."
        )


def store_secret(manager: SecretsManagerClient, name: str, drawn: Secrets) -> None:
    text = json.dumps(secret_document(drawn))
    try:
        manager.create_secret(Name=name, SecretString=text)
    except manager.exceptions.ResourceExistsException:
        manager.put_secret_value(SecretId=name, SecretString=text)


def secret_document(drawn: Secrets) -> dict[str, Any]:
    terminals = [
        {"tpe": t["tpe"], "company": t["company"], "platform": t["platform"], "mode": mode, "keys": [t["key"]]}
        for mode, t in merchant.terminals(drawn.terminal_key).items()
    ]
    return {"terminals": terminals, "jwks": {"keys": [drawn.shop_jwk]}, "view_keys": [drawn.view_key]}


def main() -> int:
    try:
        create_table(boto3.client("dynamodb"), environment.TABLE)
    except OtherShape as other:
        print(other, file=sys.stderr)
        return 1
    drawn = load_or_create(state_directory(os.environ))
    store_secret(boto3.client("secretsmanager"), environment.SECRET, drawn)
    return 0


if __name__ == "__main__":
    sys.exit(main())
