# SPDX-License-Identifier: EUPL-1.2
"""The address of alternatieven: where else a youth can go, as it was at a K; to an aanbieder by names alone."""

from aiohttp import web

from berichtenverkeer.gateway.alternatieven import WaysOut
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.gateway import Gateway, Queries
from berichtenverkeer.plafonds.alternatieven import Alternatief
from berichtenverkeer.plafonds.tenzij_store import Redecided
from berichtenverkeer.web import forms, questions
from berichtenverkeer.web.berichten import json_antwoord
from berichtenverkeer.web.problem import Afwijzing


class Wachttijd(forms.Form, frozen=True, kw_only=True):
    """How long others waited there, in days, and how many they are."""

    mediaan: int
    aantal: int


class Alternatiefregel(forms.Form, frozen=True, kw_only=True):
    """An aanbieder; to another aanbieder what is beside his name is None."""

    code: str
    naam: str
    aanbod: str | None
    wachttijd: Wachttijd | None


class Verzoekalternatieven(forms.Form, frozen=True, kw_only=True):
    """Of one verzoek that was turned down, in the order of the definitions."""

    referentie: str
    aanbieders: list[Alternatiefregel]


class Alternatievenlijst(forms.Form, frozen=True, kw_only=True):
    """Of a bericht, as known at `k`."""

    definitieversie: int
    regio: str
    k: int
    register_versie: int
    verzoeken: list[Verzoekalternatieven]
    opnieuw_besloten: list[Redecided]


class Alternatieven:
    """The handler; it gets the request and who calls."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def listing(self, verzoek: web.Request, beller: Beller) -> web.Response:
        """GET /v1/berichten/{id}/alternatieven."""
        k = questions.read(verzoek.query, questions.PEIL).get("k")
        bericht_id = questions.bericht_id(verzoek.match_info["id"])

        async def antwoord(there: Queries) -> bytes | None:
            found = await there.alternatieven.listing(beller, bericht_id, k) if bericht_id else None
            return None if found is None else forms.json(_listing(found, names_only=beller.is_aanbieder))

        content = await self._gateway.ask(beller, antwoord)
        if content is None:
            raise Afwijzing(404, "Dit bericht staat niet in uw postvak.")
        return json_antwoord(content)


def _listing(found: WaysOut, *, names_only: bool) -> Alternatievenlijst:
    verzoeken = [
        Verzoekalternatieven(
            referentie=one.referentie, aanbieders=[_regel(other, names_only=names_only) for other in one.aanbieders]
        )
        for one in found.ways_out
    ]
    return Alternatievenlijst(
        definitieversie=found.definitieversie,
        regio=found.regio,
        k=found.k,
        register_versie=found.register_versie,
        verzoeken=verzoeken,
        opnieuw_besloten=found.anew,
    )


def _regel(one: Alternatief, *, names_only: bool) -> Alternatiefregel:
    wait = None if names_only or one.wait is None else Wachttijd(mediaan=one.wait.days, aantal=one.wait.count)
    aanbod = None if names_only else one.likeness.name.lower()
    return Alternatiefregel(code=one.code, naam=one.naam, aanbod=aanbod, wachttijd=wait)
