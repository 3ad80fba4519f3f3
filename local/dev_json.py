"""GET /dev.json beside the shop's pages: the addresses and keys by which anyone can script the stack."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify

from local import merchant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from local.parts import Check
    from local.secrets import Secrets
    from local.settings import Settings


def dev_document(settings: Settings, secrets: Secrets) -> dict[str, Any]:
    return {
        "api": settings.url("api"),
        "bank": settings.url("bank"),
        "shop": settings.url("shop"),
        "bank_control": f"{settings.url('bank')}/control",
        "mailbox": f"{settings.url('mail')}/mails.json",
        "terminal": merchant.terminals(secrets.terminal_key)["immediate"],
        "terminals": merchant.terminals(secrets.terminal_key),
        "signing_key": secrets.shop_jwk,
    }


def silent_parts(parts: Mapping[str, Check]) -> list[str]:
    """The parts that do not answer, all asked at once."""
    with ThreadPoolExecutor(len(parts)) as pool:
        answers = pool.map(lambda check: check.answers(), parts.values())
        return [name for name, answered in zip(parts, answers, strict=True) if not answered]


def not_ready(missing: list[str]) -> Response:
    problem = jsonify(
        type="urn:guichet:problem:not-ready",
        title="Not every part answers yet",
        status=503,
        detail=f"No answer from: {', '.join(missing)}",
        missing=missing,
    )
    problem.status_code = 503
    problem.mimetype = "application/problem+json"
    return problem


def with_dev_json(shop: Flask, document: Mapping[str, Any], others: Mapping[str, Check]) -> Flask:
    @shop.get("/dev.json")
    def dev_json() -> Response:
        missing = silent_parts(others)
        return not_ready(missing) if missing else jsonify(document)

    return shop
