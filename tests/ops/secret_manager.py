"""Secrets Manager as AWS documents it: a version's name is one content's for ever (PutSecretValue)."""

from __future__ import annotations

import json
from uuid import uuid4

from botocore.exceptions import ClientError


class SecretManager:
    """One secret; `meanwhile` is called once, before the next write."""

    def __init__(self, document):
        self.versions = {"v" * 32: json.dumps(document)}
        self.current = "v" * 32
        self.meanwhile = lambda: None

    @property
    def document(self):
        return json.loads(self.versions[self.current])

    def get_secret_value(self, SecretId):  # noqa: N803
        return {"VersionId": self.current, "SecretString": self.versions[self.current]}

    def put_secret_value(self, SecretId, SecretString, ClientRequestToken=None):  # noqa: N803
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        name = ClientRequestToken or str(uuid4())
        assert 32 <= len(name) <= 64
        if self.versions.setdefault(name, SecretString) != SecretString:
            raise ClientError({"Error": {"Code": "ResourceExistsException", "Message": "no"}}, "PutSecretValue")
        self.current = name
        return {"VersionId": name}
