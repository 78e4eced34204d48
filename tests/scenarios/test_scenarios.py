# SPDX-License-Identifier: EUPL-1.2
"""Stories as text tables: one line per bericht, and what it brings about. See README.md beside this file."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from berichtenverkeer.berichten import Bericht, alle, soort
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.projections import opslag
from berichtenverkeer.projections.leveringen import einde_op_grond_van
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from bouwers import AANBIEDER, GEMEENTE, Met, bouw
from gatewaybouw import StaandeKlok, gateway_met_register, ontvangen, retour_van

HIER = Path(__file__).parent
VERHALEN = sorted(HIER.glob("*.txt"))

_LIJST = {
    "JW301": "Client/ToegewezenProducten/ToegewezenProduct",
    "JW305": "Client/StartProducten/StartProduct",
    "JW307": "Client/StopProducten/StopProduct",
    "JW315": "Client/AangevraagdeProducten/AangevraagdProduct",
    "JW319": "Antwoord",
}
_ELEMENT = {
    "JW301": {
        "nr": "ToewijzingNummer",
        "ref": "ReferentieAanbieder",
        "van": "Ingangsdatum",
        "tot": "Einddatum",
        "reden": "RedenWijziging",
        "op": "Toewijzingsdatum",
        "om": "Toewijzingstijd",
    },
    "JW305": {"nr": "ToewijzingNummer", "begin": "Begindatum", "status": "StatusAanlevering"},
    "JW307": {
        "nr": "ToewijzingNummer",
        "begin": "Begindatum",
        "eind": "Einddatum",
        "reden": "RedenBeeindiging",
        "status": "StatusAanlevering",
    },
    "JW315": {"ref": "ReferentieAanbieder", "van": "ToewijzingIngangsdatum", "tot": "ToewijzingEinddatum"},
    "JW319": {"ref": "ReferentieAanbieder", "antwoord": "VerzoekAntwoord", "reden": "RedenAfwijzingVerzoek"},
}


class Regel(msgspec.Struct, frozen=True):
    """One line of a story."""

    dag: date
    soort: str
    kenmerken: str
    antwoord: str
    stand: str


def lees(pad: Path) -> list[Regel]:
    regels = []
    for tekst in pad.read_text(encoding="utf-8").splitlines():
        cellen = [cel.strip() for cel in tekst.split("|")]
        if len(cellen) == 5 and re.fullmatch(r"\d{4}-\d\d-\d\d", cellen[0]):
            regels.append(Regel(date.fromisoformat(cellen[0]), *cellen[1:]))
    assert regels, pad
    return regels


def maak(regel: Regel, nummer: int) -> Bericht:
    """The bericht of a line: the builder's, dated on that day, with a product for each part between ` + `."""
    wijzigingen: dict[str, object] = {
        "Header/BerichtIdentificatie/Dagtekening": regel.dag,
        "Header/BerichtIdentificatie/Identificatie": f"S{nummer}",
    }
    delen = regel.kenmerken.split(" + ")
    for volg, deel in enumerate(delen, 1):
        plek = _LIJST[regel.soort] + ("" if regel.soort == "JW319" else f"[{volg}]")
        for kenmerk, waarde in (paar.split("=") for paar in deel.split()):
            if kenmerk == "bsn":
                wijzigingen["Client/Bsn"] = waarde
            elif kenmerk == "code":
                wijzigingen[f"{plek}/Product"] = {"Categorie": waarde[:2], "Code": waarde}
            else:
                wijzigingen[f"{plek}/{_ELEMENT[regel.soort][kenmerk]}"] = _waarde(kenmerk, waarde)
        if regel.soort == "JW319" and "reden=" not in deel:
            wijzigingen[f"{plek}/RedenAfwijzingVerzoek"] = None
    return bouw(regel.soort, _alleen_zetbaar(wijzigingen))


def _waarde(kenmerk: str, waarde: str) -> object:
    if waarde == "-":
        return None
    return int(waarde) if kenmerk == "nr" else waarde


def _alleen_zetbaar(wijzigingen: dict[str, object]) -> Met:
    # The class that a path belongs to must exist before a part of it is set: products in order of their index.
    return dict(sorted(wijzigingen.items(), key=lambda paar: paar[0]))


def beschrijf(stand: Stand) -> str:
    """The state in the notation of the tables."""
    return "; ".join(sorted(_beschrijf(stand)))


def _beschrijf(stand: Stand) -> Iterator[str]:
    clienten = set()
    for rij in stand.rijen():
        clienten.add(rij.client)
        match rij:
            case Toewijzing():
                verwijderd = " verwijderd" if rij.is_verwijderd else ""
                yield f"T{rij.nummer} {_kort(rij.ingangsdatum)}..{_kort(rij.einddatum)}{verwijderd}"
            case Verzoek():
                yield f"{rij.referentie} {_toestand(rij)}"
    for client in clienten:
        levend = stand.leveringen(client)
        for levering in levend:
            einde = einde_op_grond_van(levering, levend)
            nummer = f"L{levering.toewijzing_nummer} {_kort(levering.begindatum)}"
            if einde:
                yield f"{nummer}..{_kort(einde)}"
            elif levering.tijdelijk_einde:
                yield f"{nummer} onderbroken na {_kort(levering.tijdelijk_einde)}"
            else:
                yield f"{nummer} loopt"


def _kort(dag: date | None) -> str:
    return f"{dag:%m-%d}" if dag else ""


def _toestand(verzoek: Verzoek) -> str:
    if verzoek.is_toegewezen:
        return "toegewezen"
    if verzoek.is_afgewezen:
        return "afgewezen"
    return "in onderzoek" if verzoek.is_in_onderzoek else "open"


def _codes(retour: Bericht) -> str:
    """The retour in the notation of the tables: its name, and each code that is not 0200 with its class."""
    gevonden = [
        f"{code}@{pad.split('/')[-1]}"
        for pad, deel in alle(retour)
        if getattr(deel, "retour_codes", None) is not None
        for code in deel.retour_codes.retour_code
        if code != "0200"
    ]
    return " ".join([soort(retour).naam, *gevonden])


@pytest.mark.parametrize("pad", VERHALEN, ids=lambda pad: pad.stem)
async def test_the_story_goes_as_the_table_says(pad: Path, instellingen: Instellingen) -> None:
    klok = StaandeKlok()
    klok.moment = StaandeKlok(date(2025, 1, 1)).moment
    async with gateway_met_register(instellingen, klok) as gateway:
        toen: list[tuple[int, str]] = []
        for nummer, regel in enumerate(lees(pad), 1):
            klok.zet(regel.dag)
            bericht = maak(regel, nummer)
            verzender = GEMEENTE if regel.soort in ("JW301", "JW319") else AANBIEDER
            bon = await ontvangen(gateway, bericht, verzender)
            antwoord = _codes(await retour_van(gateway, bon, verzender))
            k, stand = await _nu(gateway)
            assert (antwoord, stand) == (regel.antwoord, regel.stand), f"line {nummer}: {bon.bevindingen}"
            toen.append((k, stand))
        for k, stand in toen:
            async with gateway.database.lees() as conn:
                assert beschrijf(await opslag.laad_op(conn, gateway.regio, k)) == stand, f"as known at {k}"
        anders = await herbouw(gateway.database, gateway.regio)
        assert not any(anders.verschillen.values())


async def _nu(gateway: Gateway) -> tuple[int, str]:
    async with gateway.database.lees() as conn:
        k = await watermerk.watermerk(conn)
        return k, beschrijf(await opslag.laad_op(conn, gateway.regio, k))
