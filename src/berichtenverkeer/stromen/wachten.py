# SPDX-License-Identifier: EUPL-1.2
"""Waiting and duration (definitions.md 5): W1, W2, W3, doorlooptijd of trajecten, lasting crisis care, who waits."""

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.core.werkdagen import werkdagen_tussen
from berichtenverkeer.projections.voorlopig import is_er_voorlopig
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.stromen.namen import plaatsnamen
from berichtenverkeer.stromen.opdracht import ONBEKEND, REGIO, Opdracht
from berichtenverkeer.stromen.vraag import begindagen, einddagen, vraag, vraagtekst, waarden
from berichtenverkeer.stromen.wachtcijfers import (
    MAX_REGELS,
    OVER_WACHTEN,
    TAAKGERICHT,
    Metingen,
    Wachtcijfers,
    Wachtperiode,
    met_onbevestigd,
)
from berichtenverkeer.stromen.wachtlijst import (
    Wachtregel,
    contractdagen,
    tel_leveringen,
    vervallen,
    wachtenden,
)

W1_NORM = 5
"""Working days within which a gemeente answers a request (OP274, OP346)."""

CRISISDAGEN = 28
"""What crisis care may last at most."""

_ANTWOORDEN = vraagtekst("antwoorden")
_STARTS = vraagtekst("starts")
_DOORLOOPTIJDEN = vraagtekst("doorlooptijden")
_CRISIS = vraagtekst("crisis")

Plekmaat = tuple[int, str, str]
"""Number of the period, plek, and which measure: the name of a field of Wachtcijfers."""


async def wachtrapport(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Wachtperiode]:
    """The figures of every period. `register` (as known at K) says what is taakgericht and names the plekken.

    What of each is not confirmed, is its difference with the same report on what is confirmed alone.
    """
    perioden = await _reken(conn, opdracht, register)
    if await is_er_voorlopig(Grootboek(conn, opdracht.regio), opdracht.peil.positie):
        zeker = await _reken(conn, msgspec.structs.replace(opdracht, bevestigd=True), register)
        perioden = [met_onbevestigd(een, bevestigd) for een, bevestigd in zip(perioden, zeker, strict=True)]
    return [
        msgspec.structs.replace(een, wachtlijst=een.wachtlijst[:MAX_REGELS], vervallen=een.vervallen[:MAX_REGELS])
        for een in perioden
    ]


async def _reken(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Wachtperiode]:
    """One layer, with all of both lists."""
    metingen: dict[Plekmaat, Metingen] = defaultdict(Metingen)
    aantallen: dict[Plekmaat, int] = defaultdict(int)
    await _antwoorden(conn, opdracht, metingen)
    await _starts(conn, opdracht, register, metingen)
    await _trajecten(conn, opdracht, metingen)
    lijsten = await _toegewezenen(conn, opdracht, register, metingen, aantallen)
    await _crisis(conn, opdracht, aantallen)
    te_meten, niet_te_meten = await tel_leveringen(conn, opdracht, register)
    for (nummer, waar), aantal in niet_te_meten.items():
        aantallen[nummer, waar, "niet_te_meten"] = aantal
    gemeten = te_meten.keys() | {(n, waar) for n, waar, maat in (*metingen, *aantallen) if maat in OVER_WACHTEN}
    nooit_gemeten = {waar for _, waar in niet_te_meten} - {waar for _, waar in gemeten}

    namen = plaatsnamen(register, opdracht.dimensie, opdracht.eind)
    plekken = sorted({plek for _, plek, _ in (*metingen, *aantallen)} - {""} | {ONBEKEND})
    plekken.sort(key=lambda plek: plek == ONBEKEND)

    def cijfers(nummer: int, plek: str, naam: str) -> Wachtcijfers:
        maten = {maat: een for (n, p, maat), een in metingen.items() if (n, p) == (nummer, plek)}
        velden: dict[str, Any] = {
            maat: een.wachtlijst() if maat == "wachtlijst" else een.verdeling() for maat, een in maten.items()
        }
        velden |= {maat: een for (n, p, maat), een in aantallen.items() if (n, p) == (nummer, plek)}
        if plek in nooit_gemeten or (nummer, plek) in niet_te_meten.keys() - gemeten:
            velden |= dict.fromkeys(OVER_WACHTEN) | {"reden_afwezig": TAAKGERICHT}
        return Wachtcijfers(plek=plek or REGIO, naam=naam, **velden)

    return [
        Wachtperiode(
            periode=periode,
            regio=cijfers(nummer, "", ""),
            plekken=[cijfers(nummer, plek, namen.get(plek, "")) for plek in plekken],
            wachtlijst=lijsten[nummer, "wachtlijst"],
            vervallen=lijsten[nummer, "vervallen"],
        )
        for nummer, periode in enumerate(opdracht.perioden)
    ]


async def _antwoorden(conn: Verbinding, opdracht: Opdracht, metingen: dict[Plekmaat, Metingen]) -> None:
    duren: dict[tuple[date, date], int] = {}
    for rij in await vraag(conn, _ANTWOORDEN, opdracht, *waarden(opdracht)[:5], begindagen(opdracht)):
        van_tot = rij["ontvangen_op"], rij["beantwoord_op"]
        if van_tot not in duren:
            duren[van_tot] = werkdagen_tussen(*van_tot)
        maat = "antwoordtijd_gateway" if rij["door_gateway"] else "antwoordtijd"
        for waar in (rij["plek"], ""):
            metingen[rij["periode"], waar, maat].tel(duren[van_tot], rij["aantal"], W1_NORM)


async def _starts(
    conn: Verbinding, opdracht: Opdracht, register: RegisterStand, metingen: dict[Plekmaat, Metingen]
) -> None:
    waarover = *waarden(opdracht), begindagen(opdracht), contractdagen(register)
    for rij in await vraag(conn, _STARTS, opdracht, *waarover):
        product = rij["toegewezen_categorie"], rij["toegewezen_code"]
        if register.is_taakgericht(rij["aanbieder"], rij["gemeente"], *product, rij["ingangsdatum"]):
            continue
        for waar in (rij["plek"], ""):
            start, wacht = (metingen[rij["periode"], waar, maat] for maat in ("toewijzing_tot_start", "wachttijd"))
            start.tel(rij["w2"], rij["aantal"])
            wacht.tel(rij["w3"], rij["aantal"], rij["norm"])


async def _toegewezenen(
    conn: Verbinding,
    opdracht: Opdracht,
    register: RegisterStand,
    metingen: dict[Plekmaat, Metingen],
    aantallen: dict[Plekmaat, int],
) -> dict[tuple[int, str], list[Wachtregel]]:
    """Counts who waits and whose toewijzing lapsed; answers both lists of every period."""
    lijsten: dict[tuple[int, str], list[Wachtregel]] = defaultdict(list)
    for een in await wachtenden(conn, opdracht, register):
        lijsten[een.periode, "wachtlijst"].append(een.regel)
        for waar in (een.regel.plek, ""):
            aantallen[een.periode, waar, "wachtenden"] += 1
            metingen[een.periode, waar, "wachtlijst"].tel(een.regel.dagen, 1, een.regel.norm_dagen)
    for een in await vervallen(conn, opdracht, register):
        if not een.is_verwijderd:
            lijsten[een.periode, "vervallen"].append(een.regel)
        for waar in (een.regel.plek, ""):
            aantallen[een.periode, waar, "vervallen_verwijderd" if een.is_verwijderd else "vervallen"] += 1
    return lijsten


async def _trajecten(conn: Verbinding, opdracht: Opdracht, metingen: dict[Plekmaat, Metingen]) -> None:
    for rij in await vraag(conn, _DOORLOOPTIJDEN, opdracht, *waarden(opdracht), begindagen(opdracht)):
        for waar in (rij["plek"], ""):
            metingen[rij["periode"], waar, "doorlooptijd"].tel(rij["duur"], rij["aantal"])


async def _crisis(conn: Verbinding, opdracht: Opdracht, aantallen: dict[Plekmaat, int]) -> None:
    waarover = *waarden(opdracht), begindagen(opdracht), einddagen(opdracht), CRISISDAGEN
    for rij in await vraag(conn, _CRISIS, opdracht, *waarover):
        for plaats in (rij["plek"], ""):
            aantallen[rij["periode"], plaats, "crisis_te_lang"] += rij["aantal"]
