"""The simulated keeper of secrets, and the rotation of a key as it is done: overlapping at both ends."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from simulation.bank import Contract
from simulation.books import MODES

if TYPE_CHECKING:
    from simulation.bank import Bank
    from simulation.chance import Chance
    from simulation.hub import Hub
    from simulation.network import Network

HOUR = 3600.0
SPREAD = 1200.0
"""Seconds after which every process has the document of now."""
_COMPANY = "monSite1"


@dataclass(slots=True)
class Secrets:
    """`text` is the document of now. `since` says from when on every process has a new key."""

    shop_key: bytes
    view_key: bytes
    keys: dict[str, list[bytes]]
    since: dict[bytes, float] = field(default_factory=dict)
    network: Network = field(init=False)

    @classmethod
    def drawn(cls, chance: Chance) -> Secrets:
        """One terminal for each mode, each with a key."""
        return cls(_key(chance, 32), _key(chance, 32), {tpe_of(mode): [_key(chance, 20)] for mode in MODES})

    @property
    def text(self) -> str:
        """The secret document."""
        terminals = [
            {
                "tpe": tpe_of(mode),
                "company": _COMPANY,
                "platform": "test",
                "mode": mode,
                "keys": [key.hex() for key in self.keys[tpe_of(mode)]],
            }
            for mode in MODES
        ]
        jwk = {"kty": "oct", "kid": "shop-1", "alg": "HS256", "k": _encoded(self.shop_key)}
        return json.dumps({"terminals": terminals, "jwks": {"keys": [jwk]}, "view_keys": [_encoded(self.view_key)]})

    def contracts(self) -> dict[str, Contract]:
        """The same as the bank has them."""
        return {
            tpe_of(mode): Contract(tpe_of(mode), mode, self.keys[tpe_of(mode)][0], [self.keys[tpe_of(mode)][0]])
            for mode in MODES
        }

    def get_secret_value(self, **_: str) -> dict[str, str]:
        """As the client of Secrets Manager."""
        return self.network.call("secret", lambda: {"SecretString": self.text}, _error)

    def rotate(self, hub: Hub, bank: Bank, chance: Chance, start: float) -> None:
        """One terminal's key: known to us, used by the bank, used by us, the former one dropped, each hours later."""
        tpe = tpe_of(chance.choice((*MODES, "immediate", "immediate", "immediate")))
        keys, contract = self.keys[tpe], bank.contracts[tpe]
        new, old = _key(chance, 20), keys[0]
        steps = [
            lambda: keys.append(new),
            lambda: contract.change(new),
            keys.reverse,
            lambda: keys.remove(old),
            lambda: contract.accepted.remove(old),
        ]
        self.since[new] = start + SPREAD
        for step in steps:
            hub.at(start, step)
            start += chance.between(2 * HOUR, 30 * HOUR)


def tpe_of(mode: str) -> str:
    """The terminal number of a mode."""
    return f"123456{MODES.index(mode)}"


def _key(chance: Chance, length: int) -> bytes:
    return b"".join(chance.word().to_bytes(8, "big") for _ in range(4))[:length]


def _encoded(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def _error(fault: str) -> Exception:
    response: Any = {"Error": {"Code": "InternalServiceError", "Message": fault}}
    return ClientError(response, "GetSecretValue")
