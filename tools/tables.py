"""`python -m tools.tables` writes docs/problems.md and docs/bank-codes.md from what the code does; `--check` compares.

Statuses and cases in the second are those that the decisions themselves give, not a copy of their rules.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.api.problems import PROBLEMS, URN
from tools.bank_words import AUTHENTICATION, CASES, FILTERS, REFUSALS
from tools.problem_advice import ADVICE
from tools.verdicts import instalment_verdicts, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DOCS = Path(__file__).resolve().parent.parent / "docs"
VERDICTS = ("The bank says", "Status (immediate)", "Status (deferred)", "The shopper reads", "Case for staff")
INSTALMENTS = ("The bank says", "Instalment (échéance)", "The order", "Case for staff")
NOTE = "<!-- Generated: change the code, then run `python -m tools.tables`. -->\n\n"


def problems() -> str:
    """docs/problems.md; raises KeyError for a problem without advice."""
    rows = [
        (f'<a id="{slug}"></a>`{slug}`', str(status), f"{title}.", ADVICE[slug])
        for slug, (status, title) in PROBLEMS.items()
    ]
    return f"""{NOTE}# Problems

Every error of the API is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) document of type
`application/problem+json`:

```json
{{"type": "{URN}order-paid", "title": "The order has been paid", "status": 409, "detail": "nothing more is to be paid"}}
```

Branch on `type`, which is stable: `{URN}` and a slug of this table. `title` and `detail` are for your
developers and your log, may change, and are no text for shoppers. Where fields are at fault, `errors` lists them as
`{{"field", "reason"}}`. `POST /checkout` and the browser's return answer with a page for people instead, with the same
status.

{_table(("Slug", "Status", "It means", "What to do"), rows)}
"""


def bank_codes() -> str:
    """docs/bank-codes.md; raises KeyError for a case without words."""
    return f"""{NOTE}# The bank's codes

What a notification of the bank does to an order whose attempt is open, what the shop and the shopper see of it, and
what staff see.

## Result codes (`code-retour`)

Compared without case. With a _deferred_ terminal (_paiement différé_) the money is captured later, so an accepted
order is `authorized` and not yet `paid`; so with a _partial_ one (_paiement partiel_). With a _split_ terminal
(_paiement fractionné_) or a _recurring_ one (_paiement récurrent_) these codes do what they do with an immediate one:
they are about the first instalment, or a term.

{_table(VERDICTS, verdicts())}

What the shopper reads is the text of Guichet's own page; a shop with a `return_url` writes its own, from the status.

A refusal is never final: until the page closes the shopper may try another card, and a later acceptance pays the order
whatever the status says. A refusal that arrives after an acceptance changes nothing; that of a renewal
(_renouvellement_) is a [case](#cases). The reason of a refusal is for staff only: the card schemes forbid showing it to
the shopper, and the browser's view of an order does not hold it.

### The later instalments of a split payment

Each later instalment (_échéance_) comes with a code of its own. This is what it does to a split order of four
instalments whose first one is paid. On an order that has no such instalment it is an [`unknown-result`](#cases).

{_table(INSTALMENTS, instalment_verdicts())}

## Cases

What needs a person, listed by `GET /cases` and `ops cases`. The notification that raised a case is stored and
acknowledged to the bank all the same. It has changed no money, with two exceptions: `accepted-after-expiry` has paid
the order, and `renewed-after-stop` counts as captured. `bank-disagrees` comes from the bank's books and not from a
notification: money that they hold beyond the record is in the record now, and nothing is ever taken out of it.

{_table(("Case", "What happened", "What to do"), [(f"`{kind}`", *words) for kind, words in CASES.items()])}

{_entry_values()}"""


def _entry_values() -> str:
    return f"""## Why a payment was refused (`refusal_reason`, `refusal_detail` of an entry)

Entries are the notifications in the staff's view of an order. Values are open: the bank adds new ones without notice.
They are kept as they come and decide nothing.

{_table(("Field", "The bank's value", "It means"), REFUSALS)}

## Filters (`filtragecause`, in `extra` of an entry)

Numbers joined by `-`; `filtrage_etat` is `information` where the filter only watched and did not block. The values that
a filter saw (`filtragevaleur`) are not kept: they may be an address or the country of a card.

{_table(("Number", "The filter looked at"), FILTERS)}

## 3-D Secure (`authentication` of an entry)

{_table(("Member", "The bank's value", "It means"), AUTHENTICATION)}
"""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


PAGES = {"problems.md": problems, "bank-codes.md": bank_codes}


def stale(docs: Path) -> list[str]:
    """The pages that are not what the code says."""
    return [name for name, text in PAGES.items() if not _holds(docs / name, text())]


def write(docs: Path) -> None:
    """Write every page."""
    for name, text in PAGES.items():
        (docs / name).write_text(text(), encoding="utf-8")


def _holds(page: Path, text: str) -> bool:
    return page.exists() and page.read_text(encoding="utf-8") == text


def main(arguments: Sequence[str], docs: Path = DOCS) -> int:
    """The exit status: 1 where `--check` finds a stale page."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write("usage: python -m tools.tables [--check]\n")
        return 2
    if not arguments:
        write(docs)
        return 0
    found = stale(docs)
    for name in found:
        sys.stderr.write(f"docs/{name} is stale: run `python -m tools.tables`\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
