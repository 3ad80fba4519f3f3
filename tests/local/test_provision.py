from __future__ import annotations

import json

import pytest

from local.environment import SECRET, TABLE
from local.provision import OtherShape, create_table, store_secret
from local.secrets import load_or_create
from tests.local.local_aws import client


def test_the_table_has_the_stream_indexes_and_expiry_of_the_clouds(aws):
    dynamodb = client(aws.settings, "dynamodb")

    table = dynamodb.describe_table(TableName=TABLE)["Table"]
    expiry = dynamodb.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]

    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"work", "cases", "days"}
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}


def test_a_table_of_another_shape_is_refused_with_the_way_out(aws):
    dynamodb = client(aws.settings, "dynamodb")
    dynamodb.create_table(
        TableName="of-last-year",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )

    with pytest.raises(OtherShape, match="make clean"):
        create_table(dynamodb, "of-last-year")


def test_the_secret_is_the_document_that_the_backend_reads_and_can_be_stored_twice(aws, tmp_path):
    manager = client(aws.settings, "secretsmanager")
    drawn = load_or_create(tmp_path)

    store_secret(manager, "guichet/twice", load_or_create(aws.settings.state))
    store_secret(manager, "guichet/twice", drawn)
    document = json.loads(manager.get_secret_value(SecretId="guichet/twice")["SecretString"])

    assert document["terminals"][0]["keys"] == [drawn.terminal_key]
    assert document["jwks"] == {"keys": [drawn.shop_jwk]}
    assert document["view_keys"] == [drawn.view_key]


def test_the_stacks_own_secret_is_there_once_aws_is_ready(aws):
    stored = client(aws.settings, "secretsmanager").get_secret_value(SecretId=SECRET)["SecretString"]

    assert json.loads(stored)["terminals"][0]["company"] == "atelierlumen"
