# SPDX-License-Identifier: EUPL-1.2
"""Checking without sending, with History: a bericht is judged as if it were received now, and nothing is kept.

Each bericht is judged by itself: of two that belong together the second does not see the first.
"""

from collections.abc import Collection

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.klok import dag
from berichtenverkeer.gateway.gateway import Gateway
from berichtenverkeer.gateway.werk import Bon, Geweigerd, Grond
from berichtenverkeer.regels.meldingen.signalen import AL_ONTVANGEN
from berichtenverkeer.regels.meldingen.verkeer import AFZENDER_ONBEKEND
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.validation.nagekeken import ZONDER_HISTORIE, Beoordeling, Nagekeken, Stuk


async def met_historie(gateway: Gateway, stuk: Stuk, eerst: Beoordeling, verzender: Partij | None) -> Nagekeken:
    """The report on all levels of a bericht that `verzender` (None: not in the register) would send.

    `eerst` is what the bericht itself said. When its sender may not send it, the levels that need History stay
    overgeslagen, and the report says why. Raises DatabaseWeg.
    """
    if eerst.verzender is None:
        return eerst.nagekeken
    if verzender is None:
        return msgspec.structs.replace(eerst.nagekeken, reden=AFZENDER_ONBEKEND.op())
    uitkomst = await gateway.ontvangst.ontvang(stuk.data, verzender, is_proef=True)
    if isinstance(uitkomst, Geweigerd):
        return _geweigerd(eerst.nagekeken, uitkomst)
    is_retour = gateway.standaarden.is_retourbericht(uitkomst.berichtsoort)
    return _beoordeeld(eerst.nagekeken, uitkomst, is_retour=is_retour)


def afzender(gateway: Gateway, eerst: Beoordeling) -> Partij | None:
    """The party in the register that sends this bericht."""
    return gateway.register.stand.partij(eerst.verzender, dag(gateway.klok())) if eerst.verzender else None


def _geweigerd(eerst: Nagekeken, geweigerd: Geweigerd) -> Nagekeken:
    (bevinding,) = geweigerd.bevindingen
    if geweigerd.grond is not Grond.ONBESTELBAAR:
        return msgspec.structs.replace(eerst, reden=bevinding)
    in_register = msgspec.structs.replace(bevinding, niveau=Niveau.EXTERN)
    return _opnieuw(eerst, [*eerst.bevindingen, in_register], (*ZONDER_HISTORIE, Niveau.EXTERN))


def _beoordeeld(eerst: Nagekeken, bon: Bon, *, is_retour: bool) -> Nagekeken:
    # An Identificatie that was used before is judged first, so the receipt may not have what the bericht itself said.
    bevindingen = list(dict.fromkeys([*eerst.bevindingen, *bon.bevindingen]))
    if bon.is_herhaald:
        bevindingen.append(AL_ONTVANGEN.op())
    return _opnieuw(eerst, bevindingen, (*ZONDER_HISTORIE, Niveau.BERICHTOVERSTIJGEND) if is_retour else tuple(Niveau))


def _opnieuw(eerst: Nagekeken, bevindingen: list[Bevinding], getoetst: Collection[Niveau]) -> Nagekeken:
    return Nagekeken.van(eerst.bestand, eerst.berichtsoort, bevindingen, getoetst)
