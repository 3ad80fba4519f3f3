"""Where DynamoDB is for the store suite: AWS itself, or something on this machine that speaks as it does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from local.environment import REGION

CONNECTIONS = 64
"""As many as the threads of a race."""


@dataclass(frozen=True)
class Endpoint:
    """An address such as `http://127.0.0.1:8000` or `https://dynamodb.eu-west-3.amazonaws.com`."""

    url: str

    @property
    def on_this_machine(self) -> bool:
        return urlsplit(self.url).hostname in ("127.0.0.1", "localhost")

    def client(self, service: str = "dynamodb", **config: Any) -> Any:
        """AWS is asked as the developer's own account; what runs on this machine never sees its keys."""
        streams_of_aws = service == "dynamodbstreams" and not self.on_this_machine
        url = self.url.replace("//dynamodb.", "//streams.dynamodb.") if streams_of_aws else self.url
        settings = Config(**{"max_pool_connections": CONNECTIONS, **config})
        return self._session().client(service, endpoint_url=url, config=settings)

    @cache  # noqa: B019 - a handful of them, for the length of a run
    def _session(self) -> boto3.Session:
        if self.on_this_machine:
            return boto3.Session("guichetlocal", "guichetlocal", region_name=REGION)
        return boto3.Session(region_name=(urlsplit(self.url).hostname or "").split(".")[1])
