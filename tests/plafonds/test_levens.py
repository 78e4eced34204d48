# SPDX-License-Identifier: EUPL-1.2
"""Lives as text tables, counted by hand (levens/README.md): in memory, and through the database."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from berichtenverkeer.core.database import Database
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.zorg import Omvang, Product, VerzoekAfgewezen
from berichtenverkeer.ledger.gebeurtenissen.zorg import VerzoekInOnderzoek as InOnderzoek
from berichtenverkeer.plafonds.boeken import Saldo
from berichtenverkeer.register.rijen import Plafond
from plafonds.bouw import (
    A,
    G,
    Leven,
    aanvraag,
    declaratie,
    declaratieantwoord,
    nieuw,
    plafond,
    prestatie,
    register,
    rijen,
    standen,
    start,
    stop,
    toewijzing,
    wijziging,
)
from plafonds.bouw import anders as anders_
from plafonds.kantoor import Kantoor

LEVENS = sorted((Path(__file__).parent / "levens").glob("*.txt"))


class Regel(msgspec.Struct, frozen=True):
    """One line of a life."""

    dag: date
    wat: str
    kenmerken: dict[str, str]
    uitkomst: str
    stand: str


def lees(pad: Path) -> list[Regel]:
    regels = []
    for tekst in pad.read_text(encoding="utf-8").splitlines():
        cellen = [cel.strip() for cel in tekst.split("|")]
        if len(cellen) == 5 and re.fullmatch(r"\d{4}-\d\d-\d\d", cellen[0]):
            kenmerken = dict(deel.split("=") for deel in cellen[2].split())
            regels.append(Regel(date.fromisoformat(cellen[0]), cellen[1], kenmerken, *cellen[3:]))
    assert regels, pad
    return regels


def plafonds(regel: Regel) -> list[Plafond]:
    gevonden = []
    for plek, euro in regel.kenmerken.items():
        jaar, _, segment = plek.partition("/")
        if euro == "geen":
            gevonden.append(plafond(int(jaar), segment=segment, zonder_plafond=True))
        else:
            gevonden.append(plafond(int(jaar), int(euro), segment=segment))
    return gevonden


def feit(regel: Regel) -> Gebeurtenis | None:
    k = regel.kenmerken
    dagen = {naam: date.fromisoformat(k[naam]) for naam in ("van", "tot", "begin", "eind") if naam in k}
    anders: dict[str, Any] = {"ontvangen_op": regel.dag}
    if "code" in k:
        anders["product"] = Product(k["code"][:2], k["code"])
    match regel.wat:
        case "verzoek":
            return aanvraag(k["ref"], dagen["van"], dagen.get("tot"), **anders)
        case "toewijzing":
            versie = int(k.get("versie", "0"))
            anders |= {"referentie_aanbieder": k.get("ref"), "reden_wijziging": k.get("reden")}
            if "keer" in k:
                anders["omvang"] = Omvang(int(k["keer"]), "14", "1")
            return toewijzing(int(k["nr"]), dagen["van"], dagen.get("tot"), versie, **anders)
        case "prestatie":
            return _prestatie(k, dagen)
        case "declaratie":
            return declaratie(k["nr"], regel.dag)
        case "declaratieantwoord":
            afgewezen = k["afgewezen"].split(",") if "afgewezen" in k else []
            return declaratieantwoord(k["nr"], regel.dag, *afgewezen, is_verworpen="verworpen" in k)
        case "wijziging":
            omvang = Omvang(int(k.get("keer", "1")), "14", "1")
            if "nr" in k:
                return wijziging(k["ref"], regel.dag, anders_(int(k["nr"]), dagen["van"], dagen.get("tot"), omvang))
            return wijziging(k["ref"], regel.dag, nieuw(dagen["van"], dagen.get("tot"), omvang))
        case "start":
            return start(int(k["nr"]), dagen["begin"])
        case "stop":
            return stop(int(k["nr"]), dagen["begin"], dagen["eind"], k.get("reden", "31"))
        case "afwijzing":
            return VerzoekAfgewezen(aanbieder=A, gemeente=G, referentie=k["ref"], reden="2", ontvangen_op=regel.dag)
        case "onderzoek":
            return InOnderzoek(aanbieder=A, gemeente=G, referentie=k["ref"], ontvangen_op=regel.dag)
        case _:
            assert regel.wat == "wacht", regel
            return None


def _prestatie(k: Mapping[str, str], dagen: Mapping[Any, date]) -> Gebeurtenis:
    """Of a declaratie that waits for its answer, or approved at once; `terug` names the debet of a credit."""
    nummer, cents = int(k["nr"]), int(k["euro"]) * 100
    uitslag = "ingediend" if "declaratie" in k else "goedgekeurd"
    anders: dict[str, Any] = {"declaratie_nummer": k.get("declaratie", "D0")}
    if "terug" in k:
        anders["vorig_referentie"] = k["terug"]
    return prestatie(k["ref"], nummer, dagen["van"], dagen["tot"], cents, uitslag, **anders)


def beschrijf(saldi: list[Saldo]) -> str:
    """The saldi in the notation of the tables."""
    return "; ".join(
        f"{een.sleutel.jaar}{'/' if een.sleutel.segment else ''}{een.sleutel.segment}"
        f" V{vrij // 100} G{gereserveerd // 100} B{beslag // 100}{f' R{realisatie // 100}' if realisatie else ''}"
        f" O{over // 100}"
        for een in sorted(saldi, key=lambda een: (een.sleutel.jaar, een.sleutel.segment))
        for vrij, gereserveerd, beslag, realisatie, over in [standen(een)]
    )


def uitkomsten(besluiten: list[PlafondBesloten]) -> str:
    return " ".join(een.uitkomst for een in besluiten)


@pytest.mark.parametrize("pad", LEVENS, ids=lambda pad: pad.stem)
def test_a_life_goes_as_its_table_says_in_memory(pad: Path) -> None:
    regels = lees(pad)
    leven = Leven(register(*plafonds(regels[0])))
    for nummer, regel in enumerate(regels, 1):
        leven.vandaag = regel.dag
        besluiten: list[PlafondBesloten] = []
        if regel.wat == "register":
            leven.laad(register(*plafonds(regel)))
        elif regel.wat == "maand":
            leven.verschuif()
        else:
            wat = feit(regel)
            besluiten = leven.doe(*([wat] if wat else []))
        gevonden = uitkomsten(besluiten), beschrijf(leven.boekhouding.saldi())
        assert gevonden == (regel.uitkomst.replace("-", ""), regel.stand), f"line {nummer}"


@pytest.mark.parametrize("pad", LEVENS, ids=lambda pad: pad.stem)
async def test_a_life_goes_as_its_table_says_through_the_database(pad: Path, database: Database, regio: str) -> None:
    kantoor = Kantoor(database, regio)
    for nummer, regel in enumerate(lees(pad), 1):
        besluiten: list[PlafondBesloten] = []
        if regel.wat == "register":
            await kantoor.laad(rijen(*plafonds(regel)), regel.dag)
        elif regel.wat == "maand":
            await kantoor.verschuif(regel.dag)
        else:
            wat = feit(regel)
            besluiten = await kantoor.doe([[wat]] if wat else [], regel.dag)
        gevonden = uitkomsten(besluiten), beschrijf(await kantoor.saldi())
        assert gevonden == (regel.uitkomst.replace("-", ""), regel.stand), f"line {nummer}"
        assert await kantoor.verschillen() == []
    voor = await kantoor.alles()
    await kantoor.herbouw()
    assert await kantoor.alles() == voor
