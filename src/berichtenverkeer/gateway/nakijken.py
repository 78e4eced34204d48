# SPDX-License-Identifier: EUPL-1.2
"""Checking without sending, with History: a bericht is judged as if it were received now, and nothing is kept.

Each bericht is judged by itself: of two that belong together the second does not see the first.
"""

from collections.abc import Collection

import msgspec

from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.core.klok import Klok, dag
from berichtenverkeer.gateway.ontvangst import Ontvangst
from berichtenverkeer.gateway.rechten import Zicht, gebruik
from berichtenverkeer.gateway.register import Registerhouder
from berichtenverkeer.gateway.werk import Bon, Geweigerd
from berichtenverkeer.regels.meldingen.signalen import AL_ONTVANGEN
from berichtenverkeer.regels.meldingen.verkeer import AFZENDER_ONBEKEND, ONTVANGER_ONBEKEND
from berichtenverkeer.standaarden import Standaarden
from berichtenverkeer.validation.nagekeken import ZONDER_HISTORIE, Beoordeling, Nagekeken, Stuk


class Nakijken:
    """The use case, on one region."""

    def __init__(self, ontvangst: Ontvangst, register: Registerhouder, klok: Klok, standaarden: Standaarden) -> None:
        self._ontvangst = ontvangst
        self._register = register
        self._klok = klok
        self._standaarden = standaarden

    @gebruik("nakijken.met_historie")
    async def met_historie(self, zicht: Zicht, stuk: Stuk, eerst: Beoordeling) -> Nagekeken:
        """The report on all levels of a bericht that who calls would send; for who sees all, its own sender.

        `eerst` is what the bericht itself said. When its sender may not send it, the levels that need History stay
        overgeslagen, and the report says why. Raises DatabaseWeg.
        """
        if eerst.verzender is None:
            return eerst.nagekeken
        verzender = zicht.beller.partij
        if zicht.partij is None:
            verzender = self._register.stand.partij(eerst.verzender, dag(self._klok()))
        if verzender is None:
            return msgspec.structs.replace(eerst.nagekeken, reden=AFZENDER_ONBEKEND.op())
        namens = msgspec.structs.replace(zicht.beller, partij=verzender)
        uitkomst = await self._ontvangst.beproef(namens, stuk.data)
        if isinstance(uitkomst, Geweigerd):
            return _geweigerd(eerst.nagekeken, uitkomst)
        is_retour = self._standaarden.is_retourbericht(uitkomst.berichtsoort)
        return _beoordeeld(eerst.nagekeken, uitkomst, is_retour=is_retour)


def _geweigerd(eerst: Nagekeken, geweigerd: Geweigerd) -> Nagekeken:
    (bevinding,) = geweigerd.bevindingen
    if bevinding.code != ONTVANGER_ONBEKEND.code:  # the one refusal that is a fault of the bericht, by the register
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
