"""The deployment's secret document, cached: keys rotate without a deployment, and the last value serves on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from ..domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

FRESH_SECONDS = 300
RETRY_SECONDS = 15
"""After a refresh that failed, the last value serves this long before the next try."""


@dataclass(slots=True)
class SecretDocument:
    """One secret by name; `text` is its current value."""

    client: SecretsManagerClient
    name: str
    _text: str | None = field(default=None, init=False)
    _fresh_until: float = field(default=0.0, init=False)

    def text(self) -> str:
        """The secret's text, at most some minutes old; raises StoreUnavailable if it was never to be had."""
        if time.monotonic() < self._fresh_until and self._text is not None:
            return self._text
        try:
            self._text = self.client.get_secret_value(SecretId=self.name)["SecretString"]
            self._fresh_until = time.monotonic() + FRESH_SECONDS
        except (ClientError, BotoCoreError) as error:
            if self._text is None:
                raise StoreUnavailable(f"secret {self.name}: {type(error).__name__}") from error
            self._fresh_until = time.monotonic() + RETRY_SECONDS
        return self._text
