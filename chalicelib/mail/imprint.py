"""What a letter says about its seller: rights and whom to turn to, how to reach them, who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .letter import Fact, Right

if TYPE_CHECKING:
    from .seller import Seller
    from .texts.texts import Texts


def rights(seller: Seller, texts: Texts) -> tuple[Right, ...]:
    withdrawal = Right(texts.withdrawal, texts.withdrawal_link, seller.withdrawal_url)
    mediator = Right(texts.mediator.format(mediator=seller.mediator))
    terms = Right("", texts.terms_link, seller.terms_url)
    return (
        *([withdrawal] if seller.withdrawal_url else []),
        Right(texts.guarantees),
        *([mediator] if seller.mediator else []),
        *([terms] if seller.terms_url else []),
    )


def write_to(seller: Seller, texts: Texts) -> tuple[Fact, ...]:
    """Where a letter to the seller is read soonest."""
    return _given(_email(seller, texts)) or _given(Fact(texts.address, seller.address))


def contacts(seller: Seller, texts: Texts) -> tuple[Fact, ...]:
    site = seller.website if seller.website.startswith(("https://", "http://")) else ""
    return _given(
        _email(seller, texts),
        Fact(texts.phone, seller.phone),
        Fact(texts.website, seller.website, site),
    )


def identity(seller: Seller, texts: Texts) -> tuple[Fact, ...]:
    return _given(
        Fact(texts.name, seller.name),
        Fact(texts.address, seller.address),
        Fact(texts.siren, seller.siren),
        Fact(texts.rcs, seller.rcs),
        Fact(texts.capital, seller.capital),
        Fact(texts.vat_number, seller.vat_number),
    )


def _email(seller: Seller, texts: Texts) -> Fact:
    return Fact(texts.email, seller.email, f"mailto:{seller.email}")


def _given(*facts: Fact) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value)
