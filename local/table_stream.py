"""Reads the table's stream by checkpoint: every read asks for what follows a sequence number.

No shard iterator outlives its read. Local AWS's iterators are positions in a list that a restart empties:
one kept from before would silently skip what came after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.lambda_event import stream_record

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient
    from types_boto3_dynamodbstreams import DynamoDBStreamsClient

Record = dict[str, Any]


class TableStream:
    def __init__(self, dynamodb: DynamoDBClient, streams: DynamoDBStreamsClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._streams = streams
        self._table = table

    def shards(self) -> list[tuple[str, str]]:
        """(stream ARN, shard id), oldest first, of the stream that the table has now."""
        arn = self._dynamodb.describe_table(TableName=self._table)["Table"]["LatestStreamArn"]
        shards = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        return [(arn, shard["ShardId"]) for shard in shards]

    def read(self, shard: tuple[str, str], after: str | None, limit: int) -> list[Record]:
        """The records after that sequence number, or from the oldest that the stream still has."""
        page = self._streams.get_records(ShardIterator=self._iterator(shard, after), Limit=limit)
        return [stream_record(record, shard[0]) for record in page["Records"]]

    def _iterator(self, shard: tuple[str, str], after: str | None) -> str:
        arn, shard_id = shard
        if after is None:
            oldest = self._streams.get_shard_iterator(StreamArn=arn, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON")
            return oldest["ShardIterator"]
        try:
            following = self._streams.get_shard_iterator(
                StreamArn=arn,
                ShardId=shard_id,
                ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                SequenceNumber=after,
            )
        except self._streams.exceptions.TrimmedDataAccessException:
            return self._iterator(shard, None)
        return following["ShardIterator"]
