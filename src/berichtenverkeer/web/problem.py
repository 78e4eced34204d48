# SPDX-License-Identifier: EUPL-1.2
"""Every 4xx and 5xx has one shape: problem+json (RFC 9457) with all findings and the id of the request.

`type` is always about:blank (decision 031): what went wrong exactly is in the codes of the findings. Nothing that the
caller sent is repeated here.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import msgspec
from aiohttp import web
from multidict import CIMultiDict

from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.errors import BerichtenverkeerError, StepImpossible, WrongQuestion
from berichtenverkeer.gateway.json_form import WrongForm
from berichtenverkeer.regels.melding import MELDINGEN
from berichtenverkeer.regels.meldingen.verzoek import STEP, UNREADABLE

PROBLEM_JSON = "application/problem+json"
WAIT_S = 5
"""What a caller hears (Retry-After, seconds) when the world is wrong for a moment."""

TITLES: dict[int, str] = {
    400: "Onjuist verzoek",
    401: "Niet aangemeld",
    403: "Niet toegestaan",
    404: "Niet gevonden",
    405: "Methode niet toegestaan",
    406: "Gevraagde vorm niet mogelijk",
    408: "Verzoek duurde te lang",
    409: "Nu niet mogelijk",
    410: "Niet meer te geven",
    413: "Te groot",
    414: "Adres te lang",
    415: "Vorm niet ondersteund",
    429: "Te veel verzoeken",
    431: "Headers te groot",
    500: "Interne fout",
    501: "Methode onbekend",
    503: "Tijdelijk niet beschikbaar",
}
_GENERAL: dict[int, str] = {
    404: "Dit adres bestaat niet. De adressen staan in /v1/openapi.json.",
    405: "Dit adres kent deze methode niet; de header Allow noemt welke wel.",
}
_INTERN = "Er ging iets mis bij ons. Geef bij navraag het nummer in `aanvraag` door."


class Probleem(msgspec.Struct, frozen=True, kw_only=True):
    """The body of an error answer."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    aanvraag: str
    bevindingen: Sequence[Bevinding]


class Afwijzing(Exception):
    """A request that gets no other answer than a problem; raised anywhere in this room, answered in one place."""

    def __init__(
        self,
        status: int,
        detail: str,
        bevindingen: Sequence[Bevinding] = (),
        headers: Mapping[str, str] | None = None,
        *,
        close: bool = False,
    ) -> None:
        """`close` ends the connection: for a body that is not read to its end."""
        super().__init__(status)
        self.status = status
        self.detail = detail
        self.bevindingen = bevindingen
        self.headers = headers or {}
        self.close = close


def antwoord(afwijzing: Afwijzing, aanvraag: str) -> web.Response:
    """The answer that says so; `aanvraag` is the id of the request."""
    status, bevindingen = afwijzing.status, afwijzing.bevindingen
    if status == 400 and not bevindingen:
        bevindingen = [UNREADABLE.at(text=afwijzing.detail)]
    problem = Probleem(
        type="about:blank",
        title=TITLES.get(status) or HTTPStatus(status).phrase,
        status=status,
        detail=afwijzing.detail,
        instance=f"urn:uuid:{aanvraag}",
        aanvraag=aanvraag,
        bevindingen=bevindingen,
    )
    headers = CIMultiDict({"Content-Type": PROBLEM_JSON, **afwijzing.headers})
    result = web.Response(status=status, body=msgspec.json.encode(problem), headers=headers)
    if afwijzing.close:
        result.force_close()
    return result


def from_world(fault: BerichtenverkeerError) -> Afwijzing:
    """The world is wrong: say so in the words of the class, never in those of the moment (they may name internals)."""
    if fault.status == 500:
        return intern()
    detail = f"{(type(fault).__doc__ or '').strip()} {fault.actie}"
    return Afwijzing(fault.status, detail, headers={"Retry-After": str(WAIT_S)} if fault.status == 503 else None)


def from_question(fault: WrongQuestion, headers: Mapping[str, str] | None = None) -> Afwijzing:
    """The question cannot be answered; its words and ours hold nothing of the caller but days and positions."""
    bevinding = MELDINGEN[fault.code].at(f"?{fault.parameter}", text=str(fault), action=fault.actie)
    return Afwijzing(fault.status, f"{fault} {fault.actie}", [bevinding], headers)


def from_step(fault: StepImpossible) -> Afwijzing:
    """A step that cannot be taken: all that stands in its way, each at the field that it is about."""
    bevindingen = [STEP.at(one.pad, text=one.text, action=one.action) for one in fault.reasons]
    return Afwijzing(fault.status, f"{(type(fault).__doc__ or '').strip()} {fault.actie}", bevindingen)


def from_form(fault: WrongForm) -> Afwijzing:
    """A form that is wrong in itself: all that is."""
    return Afwijzing(fault.status, "De inhoud van het verzoek klopt niet; zie bevindingen.", fault.bevindingen)


def from_http(fault: web.HTTPException) -> Afwijzing:
    """What aiohttp itself raises: an unknown address, an unknown method."""
    headers = {"Allow": fault.headers["Allow"]} if "Allow" in fault.headers else None
    return Afwijzing(fault.status, _GENERAL.get(fault.status, "Dit verzoek is niet te verwerken."), headers=headers)


def intern(*, close: bool = False) -> Afwijzing:
    """We are wrong."""
    return Afwijzing(500, _INTERN, close=close)
