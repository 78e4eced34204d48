# SPDX-License-Identifier: EUPL-1.2
"""The addresses under /v1/berichten: send, list, look, fetch, take. Each handler parses, calls the gateway, renders."""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from uuid import UUID

from aiohttp import web

from berichtenverkeer.core.buiten import buiten_de_lus
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.werk import Bon, Geweigerd, Grond
from berichtenverkeer.ledger.epoch import PositieVervallen
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.web import vormen, vragen
from berichtenverkeer.web.budget import Budget
from berichtenverkeer.web.grenzen import Grenzen
from berichtenverkeer.web.inlezen import Lichaam, lees, ontdoe
from berichtenverkeer.web.metingen import Metingen
from berichtenverkeer.web.probleem import Afwijzing, van_vraag
from berichtenverkeer.web.toegang import is_bekend, kies_vorm

JSON = "application/json"
XML = "application/xml"

_PAYLOADVORMEN = (XML, "text/xml", "application/octet-stream")

_GEEN: Mapping[str, str] = {}
_GEWEIGERD = {
    Grond.ONJUIST: (400, "Het bericht is niet in behandeling genomen; zie bevindingen."),
    Grond.ONBEVOEGD: (403, "U mag dit bericht niet versturen; zie bevindingen."),
}
_NIET_IN_POSTVAK = "Dit bericht staat niet in uw postvak."
_NIET_AF_TE_HALEN = "Dit bericht staat niet in uw postvak, of u hebt het zelf verstuurd (richting uit)."


class Berichten:
    """The handlers; a handler gets the request and who calls."""

    def __init__(self, gateway: Gateway, grenzen: Grenzen, budget: Budget, metingen: Metingen) -> None:
        self._gateway = gateway
        self._grenzen = grenzen
        self._budget = budget
        self._metingen = metingen
        self._uitpakken = asyncio.Semaphore(grenzen.zwaar)
        self._ophalen = asyncio.Semaphore(grenzen.zwaar)

    async def ontvang(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """POST /v1/berichten."""
        is_proef = bool(vragen.lees(verzoek.query, vragen.PROEF))
        with Lichaam(self._budget, (beller.regio, beller.code)) as lichaam:
            try:
                await lees(verzoek, self._grenzen, lichaam)
                data = await ontdoe(verzoek, self._grenzen, lichaam, self._uitpakken)
                uitkomst = await self._gateway.ontvangst.ontvang(
                    beller, data, is_proef=is_proef, is_weg=lambda: verzoek.transport is None
                )
            except Afwijzing as afwijzing:
                # Of what never came in whole for a reason outside the bericht (408, 429, 503) nothing is noted.
                if afwijzing.bevindingen and not is_proef:
                    weiger = self._gateway.ontvangst.weiger
                    await weiger(beller, afwijzing.bevindingen, lichaam.sha256, lichaam.grootte)
                raise
        if isinstance(uitkomst, Geweigerd):
            status, detail = _GEWEIGERD[uitkomst.grond]
            raise Afwijzing(status, detail, uitkomst.bevindingen)
        self._metingen.bericht(uitkomst)
        return _bewijs(uitkomst, self._gateway.standaarden)

    async def lijst(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten."""
        gelezen = vragen.lees(verzoek.query, vragen.LIJST)
        try:
            pagina = await self._gateway.postvak.lijst(beller, vragen.zoekvraag(gelezen))
        except PositieVervallen as fout:
            verder = vragen.volgende(gelezen, fout.vanaf)
            raise van_vraag(fout, {"Link": f'<{verder}>; rel="next"'}) from None
        volgende = vragen.volgende(gelezen, pagina.volgende) if pagina.volgende is not None else None
        return json_antwoord(vormen.json(vormen.poststuklijst(pagina, volgende)))

    async def inzage(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}."""
        inzage = await self._gateway.postvak.inzage(beller, _id(verzoek))
        if inzage is None:
            raise Afwijzing(404, _NIET_IN_POSTVAK)
        return json_antwoord(vormen.json(vormen.berichtinzage(inzage, self._gateway.standaarden)))

    async def payload(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}/payload."""
        vorm = kies_vorm(verzoek, _PAYLOADVORMEN)
        bericht_id = _id(verzoek)
        async with self._ophalen:  # what has been fetched counts in the Budget until the client has read it
            data = await self._gateway.postvak.payload(beller, bericht_id)
        if data is None:
            raise Afwijzing(404, _NIET_IN_POSTVAK)
        sha256 = await buiten_de_lus(len(data), hashlib.sha256, data)
        etag = f'"{sha256.hexdigest()}"'
        if is_bekend(verzoek, etag):
            return web.Response(status=304, headers={"ETag": etag})
        headers = {
            "Content-Type": vorm,
            "Content-Disposition": f'attachment; filename="{bericht_id}.xml"',
            "ETag": etag,
            "Repr-Digest": f"sha-256=:{base64.b64encode(sha256.digest()).decode()}:",
        }
        return web.Response(body=data, headers=headers)

    async def haal_af(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """DELETE /v1/berichten/{id}."""
        if not await self._gateway.postvak.haal_af(beller, _id(verzoek)):
            raise Afwijzing(404, _NIET_AF_TE_HALEN)
        return web.Response(status=204)


def json_antwoord(inhoud: bytes, status: int = 200, meer: Mapping[str, str] = _GEEN) -> web.Response:
    """An answer in JSON, with `meer` headers."""
    return web.Response(status=status, body=inhoud, headers={"Content-Type": JSON, **meer})


def _bewijs(bon: Bon, standaarden: Standaarden) -> web.Response:
    inhoud = vormen.json(vormen.ontvangstbewijs(bon, bon.sha256, standaarden))
    if bon.is_proef:
        return json_antwoord(inhoud)
    return json_antwoord(inhoud, 200 if bon.is_herhaald else 201, {"Location": vormen.adres(bon.id)})


def _id(verzoek: web.Request) -> UUID:
    """The id in the address. What no bericht can have is not in any mailbox either."""
    vragen.lees(verzoek.query, vragen.GEEN)
    bericht_id = vragen.bericht_id(verzoek.match_info["id"])
    if bericht_id is None:
        raise Afwijzing(404, _NIET_IN_POSTVAK)
    return bericht_id
