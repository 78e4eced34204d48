# SPDX-License-Identifier: EUPL-1.2
"""A start on the ToewijzingNummer of another: to whom it was given is not moved by it, and nothing of it shows.

A gemeente that answers itself gets every start, and may approve it. So of all that is derived, the number alone never
says which toewijzing care is on: it is the toewijzing of this client, at this aanbieder.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest

from bellers import beheer
from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.instellingen import Instellingen
from berichtenverkeer.gateway.rapportages import Vraagstelling
from berichtenverkeer.register.rijen import Gebied, Gemeente, Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.stromen.opdracht import Dimensie
from berichtenverkeer.termijnen.klokken import Vraag
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, ontvangen

ANDER, ANDERE_BSN = "42420001", "999900018"
VANDAAG = date(2026, 6, 1)
EIGEN, NIEMANDS = 7001, 7002
"""ToewijzingNummers: one of AANBIEDER, one of nobody."""

TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"
START, STOP = "Client/StartProducten/StartProduct[1]", "Client/StopProducten/StopProduct[1]"


async def _wereld(instellingen: Instellingen, nummer: int, dader: str, bsn: str, *, is_gestopt: bool) -> list[Any]:
    """All that is told after `dader` started on `nummer` in April, and the gemeente approved; its names are taken out.

    Toewijzing EIGEN began on 1 April and was over on 1 May; nothing was ever started on it by its aanbieder.
    """
    partijen = [
        Partij(soort="gemeente", code=GEMEENTE, naam="G", retour="zelf", geldig_van=BEGIN),
        *(Partij(soort="aanbieder", code=code, naam=code, geldig_van=BEGIN) for code in (AANBIEDER, ANDER)),
    ]
    gebied: dict[str, Sequence[Any]] = {
        "gebieden": [Gebied(gebied="a", naam="A", geldig_van=BEGIN)],
        "gemeenten": [Gemeente(gemeente=GEMEENTE, gebied="a", geldig_van=BEGIN)],
    }
    klok = StaandeKlok(date(2026, 4, 20))
    async with gateway_met_register(instellingen, klok, partijen=partijen, **gebied) as gateway:
        toewijzing = {f"{TOEGEWEZEN}/ToewijzingNummer": EIGEN, f"{TOEGEWEZEN}/Einddatum": "2026-05-01"}
        await ontvangen(gateway, jw301(toewijzing), GEMEENTE)
        eigen = {"Header/Afzender": dader, "Client/Bsn": bsn}
        berichten: list[Bericht] = [jw305({**eigen, f"{START}/ToewijzingNummer": nummer})]
        if is_gestopt:
            berichten.append(jw307({**eigen, f"{STOP}/ToewijzingNummer": nummer}))
        for bericht in berichten:
            await ontvangen(gateway, bericht, dader)
            await ontvangen(gateway, retourbericht(bericht, (), "X", VANDAAG), GEMEENTE)
        klok.zet(VANDAAG)
        termijnen = gateway.termijnen
        rapportages = gateway.rapportages
        verteld: list[Any] = [await termijnen.klokken(beheer(gateway), Vraag(limiet=250))]
        for periode in ("2026-04", "2026-05"):
            for dimensie in (Dimensie.AANBIEDER, Dimensie.REGIO):
                vraag = Vraagstelling(perioden=periode, dimensie=dimensie)
                aangenomen = msgspec.structs.replace(vraag, verondersteld=True)
                verteld.append(await rapportages.wachttijden(beheer(gateway), vraag))
                for een in (vraag, aangenomen):
                    verteld += [
                        await rapportages.stromen(beheer(gateway), een),
                        await rapportages.bewegingen(beheer(gateway), een),
                    ]
        return [_zonder_namen(msgspec.to_builtins(een)) for een in verteld]


def _zonder_namen(iets: Any) -> Any:
    """Without what is different in every world: positions, ids, pseudonyms (and so an order), the number itself."""
    match iets:
        case dict():
            weg = {"k", "bericht", "id", "berichten", "berichtId", "bericht_id", "client", "regio", "registerVersie"}
            return {naam: _zonder_namen(waarde) for naam, waarde in iets.items() if naam not in weg}
        case list():
            return sorted((_zonder_namen(een) for een in iets), key=repr)
        case str():
            return iets.replace(str(EIGEN), "N").replace(str(NIEMANDS), "N")
        case _:
            return "N" if iets in (EIGEN, NIEMANDS) else iets


@pytest.mark.parametrize("is_gestopt", [False, True], ids=["running", "stopped"])
@pytest.mark.parametrize(
    ("dader", "bsn"),
    [(ANDER, BSN), (ANDER, ANDERE_BSN), (AANBIEDER, ANDERE_BSN)],
    ids=["aanbieder", "both", "client"],
)
async def test_a_start_on_a_number_of_another_is_a_start_on_a_number_of_nobody(
    instellingen: Instellingen, dader: str, bsn: str, is_gestopt: bool
) -> None:
    elders = msgspec.structs.replace(instellingen, regios=(f"{instellingen.regio}-b",))
    van_een_ander = await _wereld(instellingen, EIGEN, dader, bsn, is_gestopt=is_gestopt)
    van_niemand = await _wereld(elders, NIEMANDS, dader, bsn, is_gestopt=is_gestopt)
    for ander, niemand in zip(van_een_ander, van_niemand, strict=True):
        assert ander == niemand
