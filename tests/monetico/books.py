"""The bank's answer about a payment, as a text whose parts can be chosen."""

from __future__ import annotations

from chalicelib.domain.reports import Books
from chalicelib.monetico.status import read_books

WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<etatpaiement>
  <etat>{etat}</etat>
  <numauto>123456</numauto>
  <montantrecouvre>{captured}</montantrecouvre>
  <recouvrements>
    <recouvrement><resultat>OK</resultat><montant>60.00EUR</montant><date_remise>2026-11-23</date_remise>
      <numero_autorisation>654321</numero_autorisation>
      <recredits><recredit><montant_recredite>5.00EUR</montant_recredite><methode>IP</methode></recredit></recredits>
    </recouvrement>
  </recouvrements>
  <recredits><total>{refunded}</total></recredits>
</etatpaiement>
"""


def document(etat: str = "PA", captured: str = "60.00EUR", refunded: str = "5.00EUR") -> str:
    return WHOLE.format(etat=etat, captured=captured, refunded=refunded)


def read(text: str | bytes, currency: str = "EUR") -> Books:
    return read_books(text.encode() if isinstance(text, str) else text, currency)
