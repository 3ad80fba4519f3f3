"""The `authentification` field: the 3-D Secure verdict as the bank writes it (protocol sheet 5.6)."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bank.behaviours import Verdict


def authentication(verdict: Verdict, preference: str, attempt_id: str) -> str:
    """Base64 of pretty-printed JSON; of the JSON null when nothing was asked."""
    if not verdict.status:
        return encoded(None)
    document: dict[str, object] = {
        "protocol": "3DSecure",
        "status": verdict.status,
        "version": verdict.version,
    }
    if verdict.ares:
        document["details"] = _details(verdict, preference, attempt_id)
    return encoded(document)


def encoded(document: object) -> str:
    """Three-space indent, sorted keys, a space on both sides of the colon, LF at the end."""
    text = json.dumps(document, indent=3, separators=(",", " : "), sort_keys=True)
    return base64.b64encode(f"{text}\n".encode()).decode()


def _details(verdict: Verdict, preference: str, attempt_id: str) -> dict[str, str]:
    details = {
        "ARes": verdict.ares,
        "liabilityShift": verdict.liability_shift,
        "merchantPreference": preference or "no_preference",
        "transactionID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:guichet:bank:{attempt_id}")),
    }
    if verdict.cres:
        details["CRes"] = verdict.cres
    if verdict.status == "authenticated":
        proof = hashlib.sha256(attempt_id.encode()).digest()[:20]
        details["authenticationValue"] = base64.b64encode(proof).decode()
    return details
