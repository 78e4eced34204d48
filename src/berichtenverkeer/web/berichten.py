# SPDX-License-Identifier: EUPL-1.2
"""The addresses under /v1/berichten: send, list, look, fetch, take. Each handler parses, calls the gateway, renders."""

import asyncio
import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID

from aiohttp import web

from berichtenverkeer.core.outside import outside_the_loop
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.work import Receipt, RefusalGround, Refused
from berichtenverkeer.ledger.epoch import PositionVervallen
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.access import choose_form, is_known
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.intake import Body, read, strip
from berichtenverkeer.web.limits import Limits
from berichtenverkeer.web.measurements import Measurements
from berichtenverkeer.web.problem import Afwijzing, from_question

JSON = "application/json"
XML = "application/xml"

_PAYLOAD_FORMS = (XML, "text/xml", "application/octet-stream")

_NO: Mapping[str, str] = {}
_REFUSED = {
    RefusalGround.ONJUIST: (400, "Het bericht is niet in behandeling genomen; zie bevindingen."),
    RefusalGround.ONBEVOEGD: (403, "U mag dit bericht niet versturen; zie bevindingen."),
}
_NOT_IN_POSTVAK = "Dit bericht staat niet in uw postvak."
_NOT_COLLECTABLE = "Dit bericht staat niet in uw postvak, of u hebt het zelf verstuurd (richting uit)."


class Told(NamedTuple):
    """An answer in JSON, before it is one of HTTP."""

    status: int
    content: bytes
    headers: Mapping[str, str]


class Berichten:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, limits: Limits, budget: Budget, measurements: Measurements) -> None:
        self._gateway = gateway
        self._limits = limits
        self._budget = budget
        self._measurements = measurements
        self._unpacking = asyncio.Semaphore(limits.zwaar)
        self._fetching = asyncio.Semaphore(limits.zwaar)

    async def receive(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/berichten."""
        is_proef = bool(questions.read(verzoek.query, questions.PROEF))
        with Body(self._budget, (beller.regio, beller.code)) as body:
            try:
                await read(verzoek, self._limits, body)
                data = await strip(verzoek, self._limits, body, self._unpacking)
                uitkomst = await self._gateway.reception.receive(
                    beller, data, is_proef=is_proef, is_gone=lambda: verzoek.transport is None
                )
            except Afwijzing as afwijzing:
                # Of what never came in whole for a reason outside the bericht (408, 429, 503) nothing is noted.
                if afwijzing.bevindingen and not is_proef:
                    refuse = self._gateway.reception.refuse
                    await refuse(beller, afwijzing.bevindingen, body.sha256, body.size)
                raise
        told = self.told(uitkomst)
        return json_antwoord(told.content, told.status, told.headers)

    async def receive_whole(self, data: bytes, beller: Beller, is_gone: Callable[[], bool]) -> Told:
        """The same of a bericht that is there, of which nothing is left to refuse before it is received."""
        return self.told(await self._gateway.reception.receive(beller, data, is_gone=is_gone))

    def told(self, uitkomst: Receipt | Refused) -> Told:
        """What the sender hears of it; counts it. Raises Afwijzing when it was refused."""
        if isinstance(uitkomst, Refused):
            status, detail = _REFUSED[uitkomst.ground]
            raise Afwijzing(status, detail, uitkomst.bevindingen)
        self._measurements.bericht(uitkomst)
        content = forms.json(forms.proof_of_receipt(uitkomst, uitkomst.sha256, self._gateway.standaarden))
        if uitkomst.is_proef:
            return Told(200, content, _NO)
        return Told(200 if uitkomst.is_herhaald else 201, content, {"Location": forms.address(uitkomst.id)})

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten."""
        given = questions.read(verzoek.query, questions.LISTING)
        try:
            page = await self._gateway.postvak.listing(beller, questions.search(given))
        except PositionVervallen as fault:
            further = questions.following(given, fault.vanaf)
            raise from_question(fault, {"Link": f'<{further}>; rel="next"'}) from None
        following = questions.following(given, page.volgende) if page.volgende is not None else None
        return json_antwoord(forms.json(forms.poststuk_listing(page, following)))

    async def view(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}."""
        view = await self._gateway.postvak.view(beller, _id(verzoek))
        if view is None:
            raise Afwijzing(404, _NOT_IN_POSTVAK)
        return json_antwoord(forms.json(forms.berichtinzage(view, self._gateway.standaarden)))

    async def payload(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}/payload."""
        form = choose_form(verzoek, _PAYLOAD_FORMS)
        bericht_id = _id(verzoek)
        async with self._fetching:  # what has been fetched counts in the Budget until the client has read it
            data = await self._gateway.postvak.payload(beller, bericht_id)
        if data is None:
            raise Afwijzing(404, _NOT_IN_POSTVAK)
        sha256 = await outside_the_loop(len(data), hashlib.sha256, data)
        etag = f'"{sha256.hexdigest()}"'
        if is_known(verzoek, etag):
            return web.Response(status=304, headers={"ETag": etag})
        headers = {
            "Content-Type": form,
            "Content-Disposition": f'attachment; filename="{bericht_id}.xml"',
            "ETag": etag,
            "Repr-Digest": f"sha-256=:{base64.b64encode(sha256.digest()).decode()}:",
        }
        return web.Response(body=data, headers=headers)

    async def collect(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """DELETE /v1/berichten/{id}."""
        if not await self._gateway.postvak.collect(beller, _id(verzoek)):
            raise Afwijzing(404, _NOT_COLLECTABLE)
        return web.Response(status=204)


def json_antwoord(content: bytes, status: int = 200, more: Mapping[str, str] = _NO) -> web.Response:
    """An answer in JSON, with `more` headers."""
    return web.Response(status=status, body=content, headers={"Content-Type": JSON, **more})


def _id(verzoek: web.Request) -> UUID:
    """The id in the address. What no bericht can have is not in any mailbox either."""
    questions.read(verzoek.query, questions.NO)
    bericht_id = questions.bericht_id(verzoek.match_info["id"])
    if bericht_id is None:
        raise Afwijzing(404, _NOT_IN_POSTVAK)
    return bericht_id
