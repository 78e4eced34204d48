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

from bellers import administration
from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.settings import Settings
from berichtenverkeer.rapporten.question import Dimension
from berichtenverkeer.rapporten.reports.stromen import STROMEN
from berichtenverkeer.rapporten.reports.wachttijden import WACHTTIJDEN
from berichtenverkeer.register.rows import Gebied, Gemeente, Partij
from berichtenverkeer.standaarden.retour import retourbericht
from berichtenverkeer.termijnen.clocks import Question
from bouwers import AANBIEDER, BSN, GEMEENTE, jw301, jw305, jw307
from gatewaybouw import BEGIN, StaandeKlok, gateway_met_register, received
from gatewaycijfers import cijfers

ANDER, ANDERE_BSN = "42420001", "999900018"
VANDAAG = date(2026, 6, 1)
EIGEN, NIEMANDS = 7001, 7002
"""ToewijzingNummers: one of AANBIEDER, one of nobody."""

TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct[1]"
START, STOP = "Client/StartProducten/StartProduct[1]", "Client/StopProducten/StopProduct[1]"


async def _wereld(config: Settings, number: int, dader: str, bsn: str, *, is_stopped: bool) -> list[Any]:
    """All that is told after `dader` started on `number` in April, and the gemeente approved; its names are taken out.

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
    clock = StaandeKlok(date(2026, 4, 20))
    async with gateway_met_register(config, clock, partijen=partijen, **gebied) as gateway:
        toewijzing = {f"{TOEGEWEZEN}/ToewijzingNummer": EIGEN, f"{TOEGEWEZEN}/Einddatum": "2026-05-01"}
        await received(gateway, jw301(toewijzing), GEMEENTE)
        own = {"Header/Afzender": dader, "Client/Bsn": bsn}
        berichten: list[Bericht] = [jw305({**own, f"{START}/ToewijzingNummer": number})]
        if is_stopped:
            berichten.append(jw307({**own, f"{STOP}/ToewijzingNummer": number}))
        for bericht in berichten:
            await received(gateway, bericht, dader)
            await received(gateway, retourbericht(bericht, (), "X", VANDAAG), GEMEENTE)
        clock.zet(VANDAAG)
        verteld: list[Any] = [await gateway.termijnen.klokken(administration(gateway), Question(limiet=250))]
        async with cijfers(gateway) as figures:
            for report in (WACHTTIJDEN, STROMEN):
                of = {"dimension": Dimension.AANBIEDER, "presumed_end": True}
                verteld.append(figures.ask(report, "2026-04..2026-05", **of))
        return [_zonder_namen(msgspec.to_builtins(one)) for one in verteld]


def _zonder_namen(iets: Any) -> Any:
    """Without what is different in every world: positions, ids, pseudonyms (and so an order), the number itself."""
    match iets:
        case dict():
            gone = {"k", "bericht", "id", "berichtId", "bericht_id", "client", "regio", "register_versie"}
            return {name: _zonder_namen(value) for name, value in iets.items() if name not in gone}
        case list():
            return sorted((_zonder_namen(one) for one in iets), key=repr)
        case str():
            return iets.replace(str(EIGEN), "N").replace(str(NIEMANDS), "N")
        case _:
            return "N" if iets in (EIGEN, NIEMANDS) else iets


@pytest.mark.parametrize("is_stopped", [False, True], ids=["running", "stopped"])
@pytest.mark.parametrize(
    ("dader", "bsn"),
    [(ANDER, BSN), (ANDER, ANDERE_BSN), (AANBIEDER, ANDERE_BSN)],
    ids=["aanbieder", "both", "client"],
)
async def test_a_start_on_a_number_of_another_is_a_start_on_a_number_of_nobody(
    config: Settings, dader: str, bsn: str, is_stopped: bool
) -> None:
    elders = msgspec.structs.replace(config, regios=(f"{config.regio}-b",))
    van_een_ander = await _wereld(config, EIGEN, dader, bsn, is_stopped=is_stopped)
    van_niemand = await _wereld(elders, NIEMANDS, dader, bsn, is_stopped=is_stopped)
    for other, niemand in zip(van_een_ander, van_niemand, strict=True):
        assert other == niemand
