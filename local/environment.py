"""The environment of each part: what the caller set, what the stack decides, and nothing that leads outside.

A part gets only the secrets that are its own: the shop never holds the bank's key, the bank never the shop's.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from local import merchant
from local.ports import variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.secrets import Secrets
    from local.settings import Settings

REGION = "eu-west-3"
TABLE = "guichet"
SECRET = "guichet/local"  # noqa: S105 (its name, not its content)

# Short, so that a developer sees the repair of a fault happen; the caller's own values win.
DEFAULTS = {
    "GUICHET_PAGE_SECONDS": "2700",
    "GUICHET_LEASE_SECONDS": "20",
    "GUICHET_SWEEP_SECONDS": "10",
    "GUICHET_SETTLE_SECONDS": "5",
    "GUICHET_MAIL_FROM": merchant.MAIL_FROM,
    "GUICHET_LOG_LEVEL": "INFO",
}


def common(settings: Settings, caller: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without the developer's own AWS account and without a proxy for loopback."""
    kept = {name: value for name, value in caller.items() if not name.startswith("AWS_")}
    direct = ",".join(filter(None, [caller.get("NO_PROXY") or caller.get("no_proxy"), "127.0.0.1,localhost"]))
    return {
        **kept,
        **{variable(part): str(port) for part, port in settings.ports.items()},
        "GUICHET_STATE": str(settings.state),
        "NO_PROXY": direct,
        "no_proxy": direct,
        "PYTHONUNBUFFERED": "1",
    }


def aws_client(settings: Settings) -> dict[str, str]:
    return {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "guichetlocal",
        "AWS_SECRET_ACCESS_KEY": "guichetlocal",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": settings.url("aws"),
        "AWS_ENDPOINT_URL_SESV2": settings.url("mail"),
        "GUICHET_TABLE": TABLE,
        "GUICHET_SECRET": SECRET,
    }


def aws_server(settings: Settings) -> dict[str, str]:
    """Ministack with only the services we use. Without BIND_HOST it would listen on every interface."""
    return {
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(settings.ports.aws),
        "MINISTACK_REGION": REGION,
        "SERVICES": "dynamodb,dynamodbstreams,secretsmanager",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.aws_state),
        "TMPDIR": str(settings.aws_state),
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # It sweeps containers that carry its label; a developer's Docker is none of our business.
        "DOCKER_HOST": f"unix://{settings.aws_state}/no-docker",
    }


def backend(settings: Settings, caller: Mapping[str, str]) -> dict[str, str]:
    """What the API, the outbox and the sweep are configured with; in the cloud the template sets it."""
    shop = settings.url("shop")
    seller = json.dumps(merchant.seller(shop), ensure_ascii=False)
    return {
        **aws_client(settings),
        **{name: caller.get(name, default) for name, default in DEFAULTS.items()},
        "GUICHET_PUBLIC_URL": settings.url("api"),
        "GUICHET_PLATFORM": "test",
        "GUICHET_PAYMENT_PAGE_URL": f"{settings.url('bank')}/test/paiement.cgi",
        "GUICHET_BANK_SERVICES_URL": settings.url("bank"),
        "GUICHET_SHOP_ORIGINS": shop,
        "GUICHET_SELLER": caller.get("GUICHET_SELLER", seller),
    }


def bank(settings: Settings, secrets: Secrets) -> dict[str, str]:
    address = f"{settings.url('api')}/monetico/notifications"
    terminals = [
        {
            **terminal,
            "mode": mode,
            "options": merchant.OPTIONS,
            "merchant": merchant.NAME,
            "notification_url": address,
        }
        for mode, terminal in merchant.terminals(secrets.terminal_key).items()
    ]
    return {
        "GUICHET_BANK_STATE": str(settings.state / "bank.sqlite"),
        "GUICHET_BANK_TERMINALS": json.dumps(terminals),
    }


def shop(settings: Settings, secrets: Secrets) -> dict[str, str]:
    return {
        "GUICHET_API_URL": settings.url("api"),
        "GUICHET_BANK_URL": settings.url("bank"),
        "GUICHET_SHOP_SIGNING_KEY": json.dumps(secrets.shop_jwk),
        "GUICHET_SHOP_SESSION_KEY": secrets.session_key,
        "GUICHET_SHOP_STATE": str(settings.state / "shop"),
    }
