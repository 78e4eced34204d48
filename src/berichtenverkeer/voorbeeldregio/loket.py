# SPDX-License-Identifier: EUPL-1.2
"""The parties of a region at the counter of the gateway, over HTTP; what it was too busy for is sent again."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, Protocol

import aiohttp
import msgspec

from berichtenverkeer.berichten import JW319, JW325, alle, read
from berichtenverkeer.standaard.codes import Retourcode, VerzoekAntwoord
from berichtenverkeer.voorbeeldregio.klant import PAGINA, Antwoord, Klant
from berichtenverkeer.voorbeeldregio.zending import Zending

_DRUK = {429, 503}
_POGINGEN = 8


class Bewijs(msgspec.Struct, frozen=True):
    """What came back for a bericht: HTTP status, and of the receipt the judgement, broken rules, signals, day and
    retour."""

    status: int
    oordeel: str = ""
    regels: frozenset[str] = frozenset()
    signalen: frozenset[str] = frozenset()
    ontvangen_op: datetime | None = None
    retour: str = ""


class Loket(Protocol):
    """What the traffic needs of a gateway."""

    async def verstuur(self, zending: Zending) -> Bewijs:
        """Hand in a bericht in the name of its sender."""

    async def retourcodes(self, zending: Zending, bewijs: Bewijs) -> frozenset[str]:
        """The codes in the retourbericht, without those that say that nothing is wrong."""

    async def vreemde_afwijzingen(self, aanbieder: str) -> list[str]:
        """The ReferentieAanbieder of every JW319 since the last call that this simulation did not send itself."""

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        """Every JW325 since the last call, by the id under which it lies in the mailbox."""


class HttpLoket:
    """The counter of a gateway at `adres`. `tokens` by the code of the party."""

    def __init__(self, sessie: aiohttp.ClientSession, adres: str, tokens: Mapping[str, str]) -> None:
        self._klanten = {code: Klant(sessie, adres, token) for code, token in tokens.items()}
        self._gelezen_tot: dict[tuple[str, str], int] = {}

    async def verstuur(self, zending: Zending) -> Bewijs:
        """See Loket."""
        klant, data = self._klanten[zending.verzender], zending.data
        antwoord = Antwoord(0, b"", {})
        for poging in range(_POGINGEN):
            try:
                antwoord = await klant.verstuur(data)
            except aiohttp.ClientError:
                antwoord = Antwoord(0, b"", {})
            if antwoord.status and antwoord.status not in _DRUK:
                break
            await asyncio.sleep(0.1 * 2**poging)
        return _bewijs(antwoord)

    async def retourcodes(self, zending: Zending, bewijs: Bewijs) -> frozenset[str]:
        """See Loket."""
        return codes_in(await self._klanten[zending.verzender].payload(bewijs.retour))

    async def vreemde_afwijzingen(self, aanbieder: str) -> list[str]:
        """See Loket."""
        klant = self._klanten[aanbieder]
        return [
            referentie
            async for stuk in self._nieuw(aanbieder, "JW319")
            if not is_eigen(stuk["identificatie"])
            and (referentie := afgewezen_referentie(await klant.payload(stuk["id"])))
        ]

    async def declaratieantwoorden(self, aanbieder: str) -> dict[str, JW325]:
        """See Loket."""
        ids = [stuk["id"] async for stuk in self._nieuw(aanbieder, "JW325")]
        inhoud = await asyncio.gather(*(self._klanten[aanbieder].payload(id_) for id_ in ids))
        return {id_: declaratieantwoord(data) for id_, data in zip(ids, inhoud, strict=True)}

    async def _nieuw(self, aanbieder: str, berichtsoort: str) -> AsyncIterator[dict[str, Any]]:
        """What came in since the last time, page by page."""
        wat = aanbieder, berichtsoort
        is_meer = True
        while is_meer:
            stukken = await self._klanten[aanbieder].ingekomen(berichtsoort, self._gelezen_tot.get(wat, 0))
            is_meer = len(stukken) == PAGINA
            for stuk in stukken:
                self._gelezen_tot[wat] = stuk["positie"]
                yield stuk


def is_eigen(identificatie: str) -> bool:
    """Whether a bericht was written by a Schrijver of a Leven: R, the number of the youth, a dot."""
    return identificatie.startswith("R") and "." in identificatie


def codes_in(data: bytes) -> frozenset[str]:
    """Every retourcode of a retourbericht but 0200."""
    groepen = (getattr(deel, "retour_codes", None) for _, deel in alle(read(data)))
    return frozenset(code for groep in groepen if groep is not None for code in groep.retour_code) - {
        Retourcode.GEEN_OPMERKING
    }


def afgewezen_referentie(data: bytes) -> str | None:
    """What a JW319 rejects; None when it only says that the request is looked into."""
    bericht = read(data)
    assert isinstance(bericht, JW319)
    return (
        bericht.antwoord.referentie_aanbieder
        if bericht.antwoord.verzoek_antwoord == VerzoekAntwoord.AFGEWEZEN
        else None
    )


def declaratieantwoord(data: bytes) -> JW325:
    """The answer on a declaratie."""
    bericht = read(data)
    assert isinstance(bericht, JW325)
    return bericht


def _bewijs(antwoord: Antwoord) -> Bewijs:
    if antwoord.status not in (200, 201):
        regels = frozenset(bevinding["code"] for bevinding in antwoord.inhoud.get("bevindingen", ()))
        return Bewijs(antwoord.status, regels=regels)
    inhoud = antwoord.inhoud
    return Bewijs(
        status=antwoord.status,
        oordeel=inhoud["oordeel"],
        regels=frozenset(bevinding["code"] for bevinding in inhoud["bevindingen"]),
        signalen=frozenset(signaal["code"] for signaal in inhoud["signalen"]),
        ontvangen_op=datetime.fromisoformat(inhoud["ontvangenOp"]),
        retour=inhoud["retour"]["id"],
    )
