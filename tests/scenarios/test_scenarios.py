# SPDX-License-Identifier: EUPL-1.2
"""Stories as text tables: one line per bericht, and what it brings about. See README.md beside this file."""

from pathlib import Path

import pytest

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.database import Database, Grootboek
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.rebuild import rebuild
from berichtenverkeer.gateway.work import Receipt, Refused
from berichtenverkeer.ledger import watermark
from berichtenverkeer.ledger.vault import Vault
from berichtenverkeer.projections import store
from gatewaybouw import StaandeKlok, gateway_met_register, retour_van, stuur
from scenarios.beschrijven import Namen, beschrijf_antwoord, beschrijf_stand, is_naar_de_standaard
from scenarios.opstellen import CLIENTEN, partijen_van, stel_op
from scenarios.story import VERHALEN, read
from waarombouw import require_same_again


@pytest.mark.parametrize("pad", VERHALEN, ids=lambda pad: pad.stem)
async def test_the_story_goes_as_the_table_says(pad: Path, config: Settings, database: Database) -> None:
    story, clock = read(pad), StaandeKlok()
    clock.moment = StaandeKlok(story.regels[0].dag).moment
    vault = Vault(config.hoofdsleutel, config.zoeksleutel)
    async with gateway_met_register(config, clock, database, **story.register) as gateway:
        names = {vault.pseudonym(gateway.regio, bsn): letter for letter, bsn in CLIENTEN.items()}
        gestuurd: list[Bericht] = []
        then: list[tuple[int, str]] = []
        for number, regel in enumerate(story.regels, 1):
            clock.zet(regel.dag)
            gestuurd.append(stel_op(regel, number, gestuurd))
            verzender, _ = partijen_van(gestuurd[-1])
            uitkomst = await stuur(gateway, gestuurd[-1], verzender)
            antwoord = beschrijf_antwoord(uitkomst, await _retour(gateway, uitkomst, verzender))
            k, stand = await _nu(gateway, names)
            assert (antwoord, stand) == (regel.antwoord, regel.stand), f"line {number}: {uitkomst.bevindingen}"
            then.append((k, stand))
        for k, stand in then:
            async with gateway.database.lees() as conn:
                assert beschrijf_stand(await store.load_at(Grootboek(conn, gateway.regio), k), names) == stand, (
                    f"as known at {k}"
                )
        await require_same_again(gateway)
        otherwise = await rebuild(gateway.database, gateway.regio)
        assert not any(otherwise.verschillen.values())


async def _retour(gateway: Gateway, uitkomst: Receipt | Refused, verzender: str) -> Bericht | None:
    if isinstance(uitkomst, Refused) or uitkomst.retour_id is None:
        return None
    retour = await retour_van(gateway, uitkomst, verzender)
    assert is_naar_de_standaard(retour)
    return retour


async def _nu(gateway: Gateway, names: Namen) -> tuple[int, str]:
    async with gateway.database.lees() as conn:
        k = await watermark.watermark(Grootboek(conn, gateway.regio))
        return k, beschrijf_stand(await store.load_at(Grootboek(conn, gateway.regio), k), names)
