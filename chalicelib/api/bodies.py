"""What comes in as JSON bodies, and what goes out of every call alike, as models: the rest of the contract."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from .documents import Document


class FieldFault(Document):
    """What is wrong with one field."""

    field: str
    reason: str


class ProblemDocument(Document):
    """An error (RFC 9457); branch on `type`."""

    type: str = Field(pattern="^urn:guichet:problem:[a-z0-9-]+$")
    title: str
    status: int
    detail: str
    errors: list[FieldFault] | None = None


class Health(Document):
    """This process answers."""

    status: str


class StartBody(BaseModel):
    """Where the token does not go into a header: API Gateway takes some 10 kB of them."""

    order_token: str | None = None


class AmountBody(BaseModel):
    """How much, all that is left where it is not said; and why, for staff."""

    amount: Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$")] | None = None
    reason: Annotated[str, Field(max_length=200)] | None = None


class CancellationBody(BaseModel):
    """Why, for staff."""

    reason: Annotated[str, Field(max_length=200)] | None = None


class ResolutionBody(BaseModel):
    """What was done about the case."""

    note: Annotated[str, Field(max_length=500)] = ""
