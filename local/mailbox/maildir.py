"""The mails on disk, one file of raw MIME each: a mail that was answered for survives a crash."""

from __future__ import annotations

import os
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.mailbox.mail import ENVELOPE_HEADER, Mail, read_mail

if TYPE_CHECKING:
    from pathlib import Path


class Maildir:
    """File names begin with the nanoseconds of arrival, so that they sort by age."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._directory = directory
        self._lock = threading.Lock()
        self._mails = {path.stem: _load(path) for path in sorted(directory.glob("*.eml"))}

    def all(self) -> list[Mail]:
        """Newest last."""
        with self._lock:
            return [self._mails[mail_id] for mail_id in sorted(self._mails)]

    def find(self, mail_id: str) -> Mail | None:
        return self._mails.get(mail_id)

    def raw(self, mail: Mail) -> bytes:
        return self._path(mail.id).read_bytes()

    def deliver(self, recipients: list[str], raw: bytes) -> Mail:
        """Stored durably when this returns. Raises local.mailbox.mail.UnreadableMail."""
        envelope = "".join(f"{ENVELOPE_HEADER}: {recipient}\r\n" for recipient in recipients)
        delivered = envelope.encode() + raw
        mail_id = f"{time.time_ns():020d}-{uuid.uuid4().hex}"
        mail = read_mail(mail_id, _arrival(mail_id), delivered)
        self._write(self._path(mail_id), delivered)
        with self._lock:
            self._mails[mail_id] = mail
        return mail

    def _path(self, mail_id: str) -> Path:
        return self._directory / f"{mail_id}.eml"

    def _write(self, path: Path, raw: bytes) -> None:
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
        directory = os.open(self._directory, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def _load(path: Path) -> Mail:
    return read_mail(path.stem, _arrival(path.stem), path.read_bytes())


def _arrival(mail_id: str) -> datetime:
    return datetime.fromtimestamp(int(mail_id.partition("-")[0]) / 1e9, UTC)
