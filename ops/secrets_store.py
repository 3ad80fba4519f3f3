"""The secret document as it is changed: read with its version, and written only over the version that was read."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import StoreUnavailable
from ops.stop import CannotLook

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

_VERSIONS = uuid.UUID("0b7c1f5e-6a39-4f0e-9d0c-5d0c3c6a4f61")


class Overtaken(Exception):
    """Somebody else has changed the secret since it was read; nothing was written."""


@dataclass(frozen=True)
class Version:
    """One version of the secret document."""

    id: str
    document: dict[str, Any]


@dataclass(frozen=True)
class SecretStore:
    """One secret by its name. Its methods raise CannotLook or StoreUnavailable."""

    client: SecretsManagerClient
    name: str

    def read(self) -> Version:
        """What the secret holds now."""
        try:
            answer = self.client.get_secret_value(SecretId=self.name)
        except (ClientError, BotoCoreError) as error:
            raise _fault(self.name, error) from None
        try:
            document = json.loads(answer["SecretString"])
        except (ValueError, KeyError):
            document = None
        if not isinstance(document, dict):
            raise CannotLook(f"the secret {self.name} is not the JSON document that docs/security.md shows")
        return Version(answer["VersionId"], document)

    def write(self, read: Version, document: dict[str, Any]) -> None:
        """Make the document the current version; raises Overtaken.

        The new version's name follows from the one that was read, and Secrets Manager gives a name to one content
        only: of two people who read the same version, one writes and the other is told.
        """
        text = json.dumps(document, indent=2)
        token = str(uuid.uuid5(_VERSIONS, read.id))
        try:
            if self.client.get_secret_value(SecretId=self.name)["VersionId"] != read.id:
                raise Overtaken
            self.client.put_secret_value(SecretId=self.name, SecretString=text, ClientRequestToken=token)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceExistsException":
                raise Overtaken from None
            raise _fault(self.name, error) from None
        except BotoCoreError as error:
            raise _fault(self.name, error) from None


def _fault(name: str, error: ClientError | BotoCoreError) -> Exception:
    if isinstance(error, ClientError):
        code = error.response["Error"]["Code"]
        if code == "ResourceNotFoundException":
            return CannotLook(f"there is no secret {name}: deploy the stack, which makes it, or correct GUICHET_SECRET")
        if code == "AccessDeniedException":
            return CannotLook(f"no right to read or write the secret {name}")
        return StoreUnavailable(f"secret {name}: {code}")
    return StoreUnavailable(f"secret {name}: {type(error).__name__}")
