from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.record import Authentication, Case, Effect, Operation
from chalicelib.domain.vocabulary import (
    CaseKind,
    EffectKind,
    InstalmentStatus,
    Mode,
    OperationKind,
    OperationStatus,
    Outcome,
    Result,
    Source,
    Status,
)
from ops import words
from ops.timeline import timeline
from tests.makers import NOW, an_entry, an_order

LATER = NOW + timedelta(days=1)


def told(order, now=LATER) -> list[str]:
    return [moment.what for moment in timeline(order, now)]


def details(order, beginning: str) -> str:
    return " | ".join(next(m.details for m in timeline(order, LATER) if m.what.startswith(beginning)))


def an_operation(**changes) -> Operation:
    given = {
        "number": 1,
        "kind": OperationKind.REFUND,
        "amount": 1000,
        "key": "k",
        "request": "r",
        "requested_at": NOW + timedelta(hours=2),
        "due_at": NOW + timedelta(hours=2),
    }
    return Operation(**{**given, **changes})


def test_the_story_is_told_in_the_order_in_which_it_happened():
    order = an_order()
    refusal = an_entry(order, identity="r", result="refused", code="Annulation", received_at=NOW + timedelta(minutes=1))
    acceptance = an_entry(order, received_at=NOW + timedelta(minutes=2))
    mail = Effect("confirmation", EffectKind.CONFIRMATION_MAIL, NOW, done_at=NOW + timedelta(minutes=3), tries=1)
    order = replace(order, entries=(acceptance, refusal), effects={"confirmation": mail})

    assert told(order) == [
        "Attempt 1 started, reference CMD482101",
        "The bank says about CMD482101: refused (paiement refusé)",
        "The bank says about CMD482101: accepted (paiement accepté)",
        "Sent: confirmation mail (courriel de confirmation)",
    ]


def test_a_refusal_is_told_with_the_banks_code_and_reasons_in_words():
    order = an_order()
    entry = an_entry(
        order,
        result="refused",
        code="Annulation",
        refusal_reason="Refus",
        refusal_detail="Refus banque",
        authentication=Authentication("authenticated", "2.2.0", "Y"),
        brand="VI",
        method="CB",
    )

    said = details(replace(order, entries=(entry,)), "The bank says")

    for part in ("code-retour Annulation", "62.73EUR", "Refus: the authorisation was refused", "the bank refused",
                 "3-D Secure authenticated, the issuer bears the risk", "CB VI", "2026-11-23 10:31:05"):  # fmt: skip
        assert part in said


def test_a_reason_that_nobody_here_knows_is_shown_as_it_came():
    order = an_order()

    said = details(replace(order, entries=(an_entry(order, refusal_reason="Nouveau motif"),)), "The bank says")

    assert "Nouveau motif: Nouveau motif" in said


def test_an_attempt_that_lapsed_is_told_when_its_page_has_closed():
    order = an_order()
    lapsed = replace(order.attempts[1], outcome=Outcome.LAPSED)

    assert told(replace(order, attempts={1: lapsed})) == [
        "Attempt 1 started, reference CMD482101",
        "Attempt 1 closed undecided",
    ]
    assert len(told(order)) == 1


def test_a_case_is_told_when_it_opens_and_when_it_is_resolved():
    case = Case("CMD4821.1", CaseKind.WRONG_AMOUNT, "CMD482101", NOW, resolved_at=LATER, note="refunded")

    story = told(replace(an_order(), cases=(case,)))

    assert story[1:] == ["Case CMD4821.1, wrong-amount", "Case CMD4821.1 resolved"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"done_at": LATER, "tries": 3}, "Sent: "),
        ({"failed": "MessageRejected"}, "Given up: "),
        ({"tries": 2}, "Due: "),
    ],
)
def test_a_mail_is_told_as_sent_given_up_or_due(changes, said):
    effect = Effect("confirmation", EffectKind.CONFIRMATION_MAIL, LATER, **changes)

    assert told(replace(an_order(), effects={"confirmation": effect}))[-1].startswith(said)


def test_an_operation_is_told_when_asked_for_and_when_the_bank_answers():
    operation = an_operation(
        status=OperationStatus.DONE, answered_at=NOW + timedelta(hours=3), code="0", label="recredit effectue"
    )

    order = replace(an_order(), operations={1: operation})

    assert told(order)[1:] == ["Operation 1 asked for: refund (recrédit) of 10.00 EUR", "Operation 1 done"]
    assert details(order, "Operation 1 done") == "recredit effectue, cdr 0"


def test_an_entry_from_the_banks_books_says_where_it_comes_from():
    order = an_order()
    entry = an_entry(order, source=Source.STATUS, code="PA", amount_text="", authorization="123456")
    order = replace(order, entries=(entry,))

    beginning = "The bank’s books (état du paiement) say about CMD482101: accepted (paiement accepté)"
    assert told(order)[1:] == [beginning]
    assert details(order, beginning) == "état PA | authorisation number (numéro d’autorisation) 123456"


def test_instalments_are_told_by_their_number():
    order = an_order(mode=Mode.SPLIT, instalments=(2091, 2091, 2091))
    first = an_entry(order, identity="1")
    second = an_entry(order, identity="2", instalment=2, code="annulation_pf2", result="refused")
    mistyped = an_entry(order, identity="0", result="refused", received_at=first.received_at - timedelta(seconds=1))

    assert told(replace(order, entries=(mistyped, first, second)))[1:] == [
        "The bank says about CMD482101: refused (paiement refusé)",
        "The bank says about CMD482101: accepted (paiement accepté), instalment (échéance) 1 of 3",
        "The bank says about CMD482101: refused (paiement refusé), instalment (échéance) 2 of 3",
    ]


def test_renewals_are_told_from_the_first_acceptance_by_the_banks_time():
    order = an_order(mode=Mode.RECURRING)
    renewal = an_entry(order, identity="2", bank_time="2026-11-24T10:31:05", received_at=NOW + timedelta(hours=1))
    first = an_entry(order, identity="1", bank_time="2026-11-23T10:31:05", received_at=NOW + timedelta(hours=2))
    early, late = (
        an_entry(order, identity=time, result="refused", bank_time=time, received_at=NOW + timedelta(hours=hours))
        for hours, time in ((3, "2026-11-23T10:30:30"), (4, "2026-11-25T10:31:05"))
    )

    assert told(replace(order, entries=(renewal, first, early, late)))[1:] == [
        "The bank says about CMD482101: accepted (paiement accepté), a renewal (renouvellement)",
        "The bank says about CMD482101: accepted (paiement accepté)",
        "The bank says about CMD482101: refused (paiement refusé)",
        "The bank says about CMD482101: refused (paiement refusé), a renewal (renouvellement)",
    ]


def test_a_cancellation_of_a_recurring_order_is_told_as_its_stop():
    stop = an_operation(kind=OperationKind.CANCELLATION, amount=0)

    assert told(replace(an_order(mode=Mode.RECURRING), operations={1: stop}))[1] == (
        "Operation 1 asked for: stop of the recurrence (arrêt de la récurrence)"
    )


def test_an_operation_without_an_answer_says_that_nobody_knows():
    order = replace(an_order(), operations={1: an_operation(status=OperationStatus.UNKNOWN)})

    assert "the bank's answer is not known" in told(order)[-1]


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        (words.STATUSES, Status),
        (words.MODES, Mode),
        (words.RESULTS, Result),
        (words.SOURCES, Source),
        (words.INSTALMENTS, InstalmentStatus),
        (words.EFFECTS, EffectKind),
        (words.OPERATIONS, OperationKind),
        (words.OPERATION_STATES, OperationStatus),
        (words.CASES, CaseKind),
    ],
)
def test_every_code_of_ours_has_words(known, codes):
    assert set(codes) - set(known) == set()
