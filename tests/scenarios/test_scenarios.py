# SPDX-License-Identifier: EUPL-1.2
"""Stories as text tables: one line per bericht, and what it brings about. See README.md beside this file."""

from pathlib import Path

import pytest

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.herbouw import herbouw
from berichtenverkeer.gateway.werk import Bon, Geweigerd
from berichtenverkeer.ledger import watermerk
from berichtenverkeer.ledger.kluis import Kluis
from berichtenverkeer.projections import opslag
from gatewaybouw import StaandeKlok, gateway_met_register, retour_van, stuur
from scenarios.beschrijven import Namen, beschrijf_antwoord, beschrijf_stand, is_naar_de_standaard
from scenarios.opstellen import CLIENTEN, partijen_van, stel_op
from scenarios.verhaal import VERHALEN, lees


@pytest.mark.parametrize("pad", VERHALEN, ids=lambda pad: pad.stem)
async def test_the_story_goes_as_the_table_says(pad: Path, instellingen: Instellingen) -> None:
    verhaal, klok = lees(pad), StaandeKlok()
    klok.moment = StaandeKlok(verhaal.regels[0].dag).moment
    kluis = Kluis(instellingen.hoofdsleutel, instellingen.zoeksleutel)
    async with gateway_met_register(instellingen, klok, **verhaal.register) as gateway:
        namen = {kluis.pseudoniem(gateway.regio, bsn): letter for letter, bsn in CLIENTEN.items()}
        gestuurd: list[Bericht] = []
        toen: list[tuple[int, str]] = []
        for nummer, regel in enumerate(verhaal.regels, 1):
            klok.zet(regel.dag)
            gestuurd.append(stel_op(regel, nummer, gestuurd))
            verzender, _ = partijen_van(gestuurd[-1])
            uitkomst = await stuur(gateway, gestuurd[-1], verzender)
            antwoord = beschrijf_antwoord(uitkomst, await _retour(gateway, uitkomst, verzender))
            k, stand = await _nu(gateway, namen)
            assert (antwoord, stand) == (regel.antwoord, regel.stand), f"line {nummer}: {uitkomst.bevindingen}"
            toen.append((k, stand))
        for k, stand in toen:
            async with gateway.database.lees() as conn:
                assert beschrijf_stand(await opslag.laad_op(Grootboek(conn, gateway.regio), k), namen) == stand, (
                    f"as known at {k}"
                )
        anders = await herbouw(gateway.database, gateway.regio)
        assert not any(anders.verschillen.values())


async def _retour(gateway: Gateway, uitkomst: Bon | Geweigerd, verzender: str) -> Bericht | None:
    if isinstance(uitkomst, Geweigerd) or uitkomst.retour_id is None:
        return None
    retour = await retour_van(gateway, uitkomst, verzender)
    assert is_naar_de_standaard(retour)
    return retour


async def _nu(gateway: Gateway, namen: Namen) -> tuple[int, str]:
    async with gateway.database.lees() as conn:
        k = await watermerk.watermerk(Grootboek(conn, gateway.regio))
        return k, beschrijf_stand(await opslag.laad_op(Grootboek(conn, gateway.regio), k), namen)
