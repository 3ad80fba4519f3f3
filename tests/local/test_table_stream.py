"""On real local AWS: what matters here is how the emulator behaves."""

from __future__ import annotations

import uuid

import pytest

from local.event_source import EventSource
from local.provision import create_table
from local.table_stream import TableStream
from tests.local.local_aws import aws_stack, client, settings_in


@pytest.fixture
def table(aws):
    dynamodb = client(aws.settings, "dynamodb")
    name = f"table-{uuid.uuid4().hex}"
    create_table(dynamodb, name)
    return dynamodb, name


def stream_of(settings, name: str) -> TableStream:
    return TableStream(client(settings, "dynamodb"), client(settings, "dynamodbstreams"), name)


def put(dynamodb, name: str, *keys: str) -> None:
    for key in keys:
        dynamodb.put_item(TableName=name, Item={"pk": {"S": key}, "proof": {"B": b"\x00\xff"}, "n": {"N": "7"}})


def keys_of(event) -> list[str]:
    return [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]


def test_every_write_arrives_once_and_in_order(aws, table):
    seen = []
    source = EventSource("outbox", stream_of(aws.settings, table[1]), lambda event, _: seen.extend(keys_of(event)))

    put(*table, "a", "b")
    source.pass_once()
    put(*table, "c")
    source.pass_once()
    source.pass_once()

    assert seen == ["a", "b", "c"]


def test_a_record_looks_as_lambda_hands_it_over(aws, table):
    stream = stream_of(aws.settings, table[1])
    put(*table, "a")

    (record,) = stream.read(stream.shards()[0], None, 25)

    assert record["eventSource"] == "aws:dynamodb"
    assert record["eventName"] == "INSERT"
    assert record["eventSourceARN"].endswith(stream.shards()[0][0])
    assert record["dynamodb"]["NewImage"] == {"pk": {"S": "a"}, "proof": {"B": "AP8="}, "n": {"N": "7"}}
    assert isinstance(record["dynamodb"]["ApproximateCreationDateTime"], float)


def test_writes_after_a_restart_of_local_aws_arrive(tmp_path):
    stack = aws_stack(settings_in(tmp_path))
    stack.start("aws")
    try:
        dynamodb, seen = client(stack.settings, "dynamodb"), []
        source = EventSource(
            "outbox", stream_of(stack.settings, "guichet"), lambda event, _: seen.extend(keys_of(event))
        )
        put(dynamodb, "guichet", "before-1", "before-2")
        source.pass_once()

        stack.stop("aws")
        stack.start("aws")
        put(dynamodb, "guichet", "after")
        source.pass_once()

        assert seen == ["before-1", "before-2", "after"]
    finally:
        stack.stop_all()


def test_orders_and_secrets_survive_a_restart_of_local_aws(tmp_path):
    settings = settings_in(tmp_path)
    first = aws_stack(settings)
    first.start("aws")
    put(client(settings, "dynamodb"), "guichet", "order")
    secret = client(settings, "secretsmanager").get_secret_value(SecretId="guichet/local")["SecretString"]
    first.stop_all()

    second = aws_stack(settings)
    second.start("aws")
    try:
        stored = client(settings, "dynamodb").get_item(TableName="guichet", Key={"pk": {"S": "order"}})
        again = client(settings, "secretsmanager").get_secret_value(SecretId="guichet/local")["SecretString"]
    finally:
        second.stop_all()

    assert stored["Item"]["n"] == {"N": "7"}
    assert again == secret
