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
from berichtenverkeer.ledger.gebeurtenissen.care import Omvang, Product, VerzoekAfgewezen
from berichtenverkeer.ledger.gebeurtenissen.care import VerzoekInOnderzoek as InOnderzoek
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.plafonds.booking import Saldo
from berichtenverkeer.register.rows import Plafond
from plafonds.bouw import (
    A,
    G,
    Life,
    aanvraag,
    declaratie,
    declaratieantwoord,
    new,
    plafond,
    prestatie,
    register,
    rows,
    standen,
    start,
    stop,
    toewijzing,
    wijziging,
)
from plafonds.bouw import otherwise as anders_
from plafonds.office import Office

LEVENS = sorted((Path(__file__).parent / "levens").glob("*.txt"))


class Regel(msgspec.Struct, frozen=True):
    """One line of a life."""

    dag: date
    wat: str
    kenmerken: dict[str, str]
    uitkomst: str
    stand: str


def read(pad: Path) -> list[Regel]:
    regels = []
    for text in pad.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.split("|")]
        if len(cells) == 5 and re.fullmatch(r"\d{4}-\d\d-\d\d", cells[0]):
            marks = dict(part.split("=") for part in cells[2].split())
            regels.append(Regel(date.fromisoformat(cells[0]), cells[1], marks, *cells[3:]))
    assert regels, pad
    return regels


def plafonds(regel: Regel) -> list[Plafond]:
    found = []
    for plek, euro in regel.kenmerken.items():
        jaar, _, segment = plek.partition("/")
        if euro == "geen":
            found.append(plafond(int(jaar), segment=segment, zonder_plafond=True))
        else:
            found.append(plafond(int(jaar), int(euro), segment=segment))
    return found


def gebeurtenis(regel: Regel) -> Gebeurtenis | None:
    k = regel.kenmerken
    dagen = {name: date.fromisoformat(k[name]) for name in ("van", "tot", "begin", "eind") if name in k}
    otherwise: dict[str, Any] = {"ontvangen_op": regel.dag}
    if "code" in k:
        otherwise["product"] = Product(k["code"][:2], k["code"])
    match regel.wat:
        case "verzoek":
            return aanvraag(k["ref"], dagen["van"], dagen.get("tot"), **otherwise)
        case "toewijzing":
            versie = int(k.get("versie", "0"))
            otherwise |= {"referentie_aanbieder": k.get("ref"), "reden_wijziging": k.get("reden")}
            if "keer" in k:
                otherwise["omvang"] = Omvang(int(k["keer"]), "14", "1")
            return toewijzing(int(k["nr"]), dagen["van"], dagen.get("tot"), versie, **otherwise)
        case "prestatie":
            return _prestatie(k, dagen)
        case "declaratie":
            return declaratie(k["nr"], regel.dag)
        case "declaratieantwoord":
            rejected = k["afgewezen"].split(",") if "afgewezen" in k else []
            return declaratieantwoord(k["nr"], regel.dag, *rejected, is_verworpen="verworpen" in k)
        case "wijziging":
            omvang = Omvang(int(k.get("keer", "1")), "14", "1")
            if "nr" in k:
                return wijziging(k["ref"], regel.dag, anders_(int(k["nr"]), dagen["van"], dagen.get("tot"), omvang))
            return wijziging(k["ref"], regel.dag, new(dagen["van"], dagen.get("tot"), omvang))
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
    """Of a declaratie that waits for its answer, or approved at once; `back` names the debet of a credit."""
    number, cents = int(k["nr"]), int(k["euro"]) * 100
    uitslag = "ingediend" if "declaratie" in k else "goedgekeurd"
    otherwise: dict[str, Any] = {"declaratie_nummer": k.get("declaratie", "D0")}
    if "terug" in k:
        otherwise["vorig_referentie"] = k["terug"]
    return prestatie(k["ref"], number, dagen["van"], dagen["tot"], cents, uitslag, **otherwise)


def beschrijf(saldi: list[Saldo]) -> str:
    """The saldi in the notation of the tables."""
    return "; ".join(
        f"{one.plafond.jaar}{'/' if one.plafond.segment else ''}{one.plafond.segment}"
        f" V{free // 100} G{gereserveerd // 100} B{beslag // 100}{f' R{realisatie // 100}' if realisatie else ''}"
        f" O{about // 100}"
        for one in sorted(saldi, key=lambda one: (one.plafond.jaar, one.plafond.segment))
        for free, gereserveerd, beslag, realisatie, about in [standen(one)]
    )


def uitkomsten(besluiten: list[PlafondBesloten]) -> str:
    return " ".join(one.uitkomst for one in besluiten)


@pytest.mark.parametrize("pad", LEVENS, ids=lambda pad: pad.stem)
def test_a_life_goes_as_its_table_says_in_memory(pad: Path) -> None:
    regels = read(pad)
    life = Life(register(*plafonds(regels[0])))
    for number, regel in enumerate(regels, 1):
        life.vandaag = regel.dag
        besluiten: list[PlafondBesloten] = []
        if regel.wat == "register":
            life.load(register(*plafonds(regel)))
        elif regel.wat == "maand":
            life.verschuif()
        else:
            what = gebeurtenis(regel)
            besluiten = life.doe(*([what] if what else []))
        found = uitkomsten(besluiten), beschrijf(life.boekhouding.saldi())
        assert found == (regel.uitkomst.replace("-", ""), regel.stand), f"line {number}"


@pytest.mark.parametrize("pad", LEVENS, ids=lambda pad: pad.stem)
async def test_a_life_goes_as_its_table_says_through_the_database(pad: Path, database: Database, regio: str) -> None:
    office = Office(database, regio)
    for number, regel in enumerate(read(pad), 1):
        besluiten: list[PlafondBesloten] = []
        if regel.wat == "register":
            await office.load(rows(*plafonds(regel)), regel.dag)
        elif regel.wat == "maand":
            await office.verschuif(regel.dag)
        else:
            what = gebeurtenis(regel)
            besluiten = await office.doe([[what]] if what else [], regel.dag)
        found = uitkomsten(besluiten), beschrijf(await office.saldi())
        assert found == (regel.uitkomst.replace("-", ""), regel.stand), f"line {number}"
        assert await office.verschillen() == []
    before = await office.alles()
    await office.herbouw()
    assert await office.alles() == before
