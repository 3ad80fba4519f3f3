"""The bundle and the template in the bucket, each under its own SHA-256: what is there already is not sent again."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tools.deploy.failure import DeployFailed

if TYPE_CHECKING:
    from tools.deploy.clients import S3

_GONE = {"403": "you may not use it, or it is another account's", "404": "there is none of that name"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that exists, in the region of the stack: Lambda fetches code from no other."""

    s3: S3
    name: str

    def check(self) -> None:
        """Raises DeployFailed."""
        region = self.s3.meta.region_name
        try:
            head = self.s3.head_bucket(Bucket=self.name)
        except ClientError as fault:
            code = fault.response["Error"]["Code"]
            raise DeployFailed(
                f"The bucket {self.name} does not serve: {_GONE.get(code, code)}. "
                f"To make one: aws s3 mb s3://NAME --region {region}"
            ) from None
        if head.get("BucketRegion", region) != region:
            raise DeployFailed(f"The bucket {self.name} is in {head['BucketRegion']}, the stack goes to {region}.")

    def put(self, content: bytes, suffix: str) -> tuple[str, bool]:
        """The key, and whether it had to be sent; S3 refuses it where it does not arrive whole."""
        digest = hashlib.sha256(content)
        key = f"{digest.hexdigest()}{suffix}"
        if self._holds(key):
            return key, False
        checksum = base64.b64encode(digest.digest()).decode()
        self.s3.put_object(Bucket=self.name, Key=key, Body=content, ChecksumSHA256=checksum)
        return key, True

    def url(self, key: str) -> str:
        """Where CloudFormation fetches a template; it takes no more than 51,200 bytes in the call itself."""
        return f"{self.s3.meta.endpoint_url}/{self.name}/{key}"

    def _holds(self, key: str) -> bool:
        try:
            self.s3.head_object(Bucket=self.name, Key=key)
        except ClientError as fault:
            if fault.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return False
            raise
        return True
