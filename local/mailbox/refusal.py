"""Refusals as SES v2 words them, so that boto3 raises its own errors from them."""

from __future__ import annotations

from flask import Response, jsonify


class Refusal(Exception):
    """An error of the SES API: its name, its HTTP status, its message."""

    def __init__(self, name: str, status: int, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.status = status


def bad_request(message: str) -> Refusal:
    return Refusal("BadRequestException", 400, message)


def answer(refusal: Refusal) -> Response:
    response = jsonify(message=str(refusal))
    response.status_code = refusal.status
    response.headers["x-amzn-ErrorType"] = refusal.name
    return response
