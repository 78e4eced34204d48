# SPDX-License-Identifier: EUPL-1.2
"""Berichten from practice that were once judged otherwise, sent in order of their names: what each must get."""

from datetime import date
from pathlib import Path

import pytest

from berichtenverkeer.berichten import read
from berichtenverkeer.core.database import Database
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.register.rows import Partij
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, partijen, received

PRAKTIJK = Path(__file__).parent.parent / "praktijk"
P = "Client/ToegewezenProducten/ToegewezenProduct"

UITKOMST: dict[str, list[list[tuple[str, str, str]]]] = {
    "04-tr134-einddatum-na-dagtekening": [
        [],
        [],
        [("TR134", "0001", "JW307/Client/StopProducten/StopProduct[1]/Einddatum")],
    ],
    "05-tijd-zeven-decimalen": [  # taken; there is no such request
        [("TR379", "9379", f"JW301/{P}[{number}]/ReferentieAanbieder") for number in (1, 2)]
    ],
    "07-cd034-zonder-adres": [[("CD034", "0001", "JW301/Client/Relaties/Relatie[2]/Contact/Adres/Postcode")]],
    "08-tr326-tweede-start-ander-product": [[], [], [("TR326", "9326", "JW305/Client/StartProducten/StartProduct[1]")]],
    "09-tr346-minuten-zonder-prijs": [
        [],
        [("TR346", "9346", "JW323/Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/IngediendBedrag/Bedrag")],
    ],
    "10-tr379-referentie-keert-terug": [[], [], [], [], [("TR379", "9379", f"JW301/{P}[1]/ReferentieAanbieder")]],
    "11-cs003-periode-zonder-begin": [[("CS003", "0001", "JW301/Client/Contactgegevens/Contact[2]/Periode/Einddatum")]],
    "12-nul-debet": [[], []],
}
"""Per file: code, retourcode and place of what is wrong. Signals are not named: they reject nothing."""


SIGNALEN = {
    ("08-tr326-tweede-start-ander-product", "03_JW305.xml"): [],  # rejected
    ("12-nul-debet", "12-nul-debet.xml"): ["SIGNAAL-PRESTATIE-NUL"],
}
"""Of some files: the signals beside the receipt."""


def test_every_case_has_its_outcome() -> None:
    # Of parties that answer themselves: test_zelf_gevallen.py.
    assert {map_.name for map_ in PRAKTIJK.iterdir() if "-zelf-" not in map_.name} == set(UITKOMST)


@pytest.mark.parametrize("geval", UITKOMST)
async def test_a_bericht_from_practice_gets_what_is_right(geval: str, config: Settings, database: Database) -> None:
    besides = [
        Partij(soort="gemeente", code="0855", naam="Gemeente 0855", geldig_van=BEGIN),
        Partij(soort="aanbieder", code="99000102", naam="Aanbieder 99000102", geldig_van=BEGIN),
    ]
    files = sorted((PRAKTIJK / geval).glob("*.xml"))
    clock = StaandeKlok(date(2026, 12, 20))
    async with gateway_met_register(config, clock, database, partijen=[*partijen(), *besides]) as gateway:
        for bestand, expected in zip(files, UITKOMST[geval], strict=True):
            data = bestand.read_bytes()
            receipt = await received(gateway, data, read(data).header.afzender)
            faults = [one for one in receipt.bevindingen if one.retourcode is not None]
            assert [(one.code, one.retourcode, one.pad) for one in faults] == expected, bestand.name
            signalen = [one.code for one in receipt.bevindingen if one.code.startswith("SIGNAAL-")]
            assert signalen == SIGNALEN.get((geval, bestand.name), signalen), bestand.name
