"""The services' addresses: capture and cancellation, refund, status; each on both platforms (protocol sheet 6).

POST with a form, or GET with the same fields in the query. What is asked and answered is kept for the developer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from bank.refusal import CallRefused, FormRefused
from bank.seal import sealed_text
from bank.service_call import ServiceCall
from bank.service_desk import Said, ServiceDesk, refusal
from bank.service_faults import NOT_DONE, not_done, plain, spoiled, take_fault
from bank.service_request import Service
from bank.service_words import Lib
from bank.wire import decode

if TYPE_CHECKING:
    from bank.counter import Counter
    from bank.service_faults import Fault

ADDRESSES = {
    Service.CAPTURE: "capture_paiement.cgi",
    Service.REFUND: "recredit_paiement.cgi",
    Service.STATUS: "etatpaiement.cgi",
}
Wait = Callable[[float], None]


@dataclass(frozen=True)
class Services:
    counter: Counter
    desk: ServiceDesk
    wait: Wait

    def routes(self) -> Blueprint:
        routes = Blueprint("services", __name__)
        for platform, folder in (("production", "/"), ("test", "/test/")):
            for service, address in ADDRESSES.items():
                routes.add_url_rule(
                    folder + address,
                    f"{service}_{platform}",
                    self.called,
                    methods=["GET", "POST"],
                    defaults={"service": service, "platform": platform},
                )
        return routes

    def called(self, service: Service, platform: str) -> Response:
        try:
            fields = _fields()
        except FormRefused as refused:
            said = refusal(service, {}, CallRefused(Lib.BAD_FIELDS, *refused.reasons))
            self._remember(service, platform, {}, said)
            return plain(service, said.text)
        fault = take_fault(self.counter.store, service)
        if fault and fault.name in NOT_DONE:
            self._remember(service, platform, fields, Said(""), fault)
            return not_done(fault)
        with self.desk.answering(service, fields, platform, _address()) as said:
            self._remember(service, platform, fields, said, fault)
            if fault and fault.seconds:
                self.wait(fault.seconds)
        return spoiled(fault, service, said.text, fields) if fault else plain(service, said.text)

    def _remember(
        self, service: Service, platform: str, fields: Mapping[str, str], said: Said, fault: Fault | None = None
    ) -> None:
        call = ServiceCall(
            at=self.counter.clock(),
            platform=platform,
            service=service,
            method=request.method,
            address=_address(),
            fields={name: value for name, value in fields.items() if name != "MAC"},
            sealed=sealed_text(fields),
            answer=said.text,
            reasons=said.reasons,
            fault=fault.name if fault else "",
        )
        with self.counter.store.writing() as rows:
            rows.ledger.add_call(call)


def _fields() -> dict[str, str]:
    if request.method == "GET":
        return decode(request.query_string)
    if request.mimetype != "application/x-www-form-urlencoded":
        raise FormRefused("the content type is not application/x-www-form-urlencoded")
    return decode(request.get_data())


def _address() -> str:
    return request.remote_addr or "127.0.0.1"
