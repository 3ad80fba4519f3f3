"""The bank's answer about a payment: what it says where it says it, and otherwise that it is unclear."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.reports import BookedCapture, Books
from chalicelib.domain.vocabulary import BookState
from chalicelib.monetico.status import MAX_ANSWER, MOST, UnclearStatus
from tests.monetico.books import document, read


def test_everything_that_the_books_say_is_read() -> None:
    captures = (BookedCapture(6000, date(2026, 11, 23), "654321", 500),)

    assert read(document()) == Books(BookState.PAID, "PA", 6000, 500, "123456", captures)


def test_several_captures_are_read_in_their_order_each_with_its_own_refunds() -> None:
    one = "<recouvrement><montant>{}EUR</montant>{}</recouvrement>"
    refund = "<recredit><montant_recredite>{}</montant_recredite></recredit>"
    text = (
        "<etatpaiement><etat>PP</etat><montantrecouvre>30</montantrecouvre><recouvrements>"
        + one.format("10.00", "")
        + one.format("20.00", f"<recredits>{refund.format('1.50')}{refund.format('2')}</recredits>")
        + "</recouvrements><recredits><total>3.50</total></recredits></etatpaiement>"
    )

    books = read(text)

    assert books.captures == (BookedCapture(1000, None, "", 0), BookedCapture(2000, None, "", 350))
    assert (books.captured, books.refunded) == (3000, 350)


@pytest.mark.parametrize("day", ["23/11/2026", "2026-13-01", "hier", ""])
def test_a_day_of_another_form_is_not_known(day: str) -> None:
    assert read(document().replace("2026-11-23", day)).captures[0].captured_on is None


def test_a_list_without_end_is_read_up_to_a_limit() -> None:
    one = "<recouvrement><montant>1</montant></recouvrement>"
    text = f"<etatpaiement><etat>PA</etat><recouvrements>{one * (MOST + 1)}</recouvrements></etatpaiement>"

    assert len(read(text).captures) == MOST


@pytest.mark.parametrize("lib", ["commande non authentifiee", "Commande non authentifiee"])
def test_a_payment_that_no_shopper_ever_came_with_is_told_from_an_error(lib: str) -> None:
    books = read(f"<etatpaiement><cdr>-1</cdr><lib>{lib}</lib></etatpaiement>")

    assert books == Books(BookState.UNSEEN, "", None, None)
    assert not books.accepted


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("PA", BookState.PAID),
        ("pa", BookState.PAID),
        ("AN", BookState.CANCELLED),
        ("RE", BookState.REFUSED),
        ("GR", BookState.BLOCKED),
        ("AP", BookState.EXPIRED),
        ("EC", BookState.PENDING),
        ("EN", BookState.AUTHORIZED),
        ("PP", BookState.AUTHORIZED),
        ("something new of the bank", BookState.PENDING),
    ],
)
def test_every_state_has_its_word_and_a_new_one_is_pending(code: str, state: BookState) -> None:
    status = read(document(code))

    assert (status.state, status.code) == (state, code[:16])


def test_an_error_answer_is_unclear_and_names_its_code() -> None:
    with pytest.raises(UnclearStatus, match="code -30"):
        read("<etatpaiement><cdr>-30</cdr><lib>adresse IP non autorisee</lib></etatpaiement>")


def test_endless_texts_are_kept_short() -> None:
    long = "7" * 300
    books = read(document(long).replace("654321", long).replace("123456", long))

    assert (len(books.code), len(books.authorization), len(books.captures[0].authorization)) == (16, 64, 64)
    with pytest.raises(UnclearStatus, match=r"code 7{8}$"):
        read(f"<etatpaiement><cdr>{long}</cdr></etatpaiement>")


def test_an_answer_of_just_the_greatest_length_is_read() -> None:
    whole = document().encode()

    assert read(whole.ljust(MAX_ANSWER)).state is BookState.PAID
    with pytest.raises(UnclearStatus, match="too long"):
        read(whole.ljust(MAX_ANSWER + 1))


ENTITIES = '<!DOCTYPE etatpaiement [<!ENTITY a "PA">]><etatpaiement><etat>&a;</etat></etatpaiement>'


@pytest.mark.parametrize(
    "answer",
    [
        ENTITIES.encode(),
        b'<?xml version="1.0"?>' + ENTITIES.encode(),
        b'<?xml version="1.0" encoding="UTF-16"?>'.decode().encode("utf-16") + ENTITIES.encode("utf-16-le"),
        ENTITIES.encode("utf-16"),
        ENTITIES.encode("utf-16-be"),
        b'<!DOCTYPE e SYSTEM "http://127.0.0.1/x.dtd"><etatpaiement><etat>PA</etat></etatpaiement>',
        b"<etatpaiement><etat>&a;</etat></etatpaiement>",
        document().encode("utf-16"),
    ],
)
def test_declarations_are_refused_in_every_encoding_so_that_no_entity_is_expanded(answer: bytes) -> None:
    with pytest.raises(UnclearStatus):
        read(answer)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html><body>Service indisponible</body></html>",
        b"version=1.0\nreference=X\ncdr=-1\nlib=probleme technique\n",
        b"<etat>PA</etat>",
        b"<autre><etat>PA</etat></autre>",
        b"<autre><lib>commande non authentifiee</lib></autre>",
        b'<?xml version="1.0" encoding="shift_jis"?><etatpaiement><etat>PA</etat></etatpaiement>',
        b"<etatpaiement><etat></etat></etatpaiement>",
        b"<etatpaiement><etat>  </etat></etatpaiement>",
        b"<etatpaiement/>",
        b'<?xml version="1.0" encoding="klingon"?><etatpaiement><etat>PA</etat></etatpaiement>',
        b"<etatpaiement><etat>\xe9</etat></etatpaiement>",
        document().encode()[:-5],
        document().encode() + b" " * MAX_ANSWER,
        b"<etatpaiement>" * 5000,
    ],
)
def test_what_is_not_the_documented_answer_is_unclear(answer: bytes) -> None:
    with pytest.raises(UnclearStatus):
        read(answer)


def test_latin_text_is_read_where_it_is_declared() -> None:
    answer = '<?xml version="1.0" encoding="ISO-8859-1"?><etatpaiement><etat>payé</etat></etatpaiement>'

    assert read(answer.encode("latin-1")).code == "payé"


def test_a_document_cut_anywhere_is_unclear() -> None:
    whole = document().strip().encode()

    for cut in range(len(whole)):
        with pytest.raises(UnclearStatus):
            read(whole[:cut])


MANGLED = st.builds(
    lambda at, width, middle: document().encode()[:at] + middle + document().encode()[at + width :],
    st.integers(0, len(document())),
    st.integers(0, 40),
    st.binary(max_size=12)
    | st.sampled_from([b"<!--x-->", b"&lt;", b"&#0;", b"&#1114112;", b"]]>", b"<?xml?>", b"\xff"]),
)


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode) | MANGLED)
def test_garbage_is_unclear_or_an_answer_and_nothing_else(answer: bytes) -> None:
    try:
        status = read(answer)
    except UnclearStatus:
        return
    assert (status.captured or 0) >= 0
    assert (status.refunded or 0) >= 0
    assert len(status.code) <= 16
    assert len(status.authorization) <= 64
