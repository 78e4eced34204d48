# SPDX-License-Identifier: EUPL-1.2
"""The JW319 that the gateway makes for a gemeente whose mandate says so: the verzoek does not fit its plafond."""

from datetime import date
from hashlib import sha256

from berichtenverkeer.berichten import soort, write
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.core.ids import identificatie_of, new_id
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.work import Work
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaarden.standaard import Afwijzing
from berichtenverkeer.validation.intake import Intake


def may_reject(work: Work, register: RegisterStand, op: date) -> bool:
    """Whether the gateway answers a `nee` on this bericht for its gemeente: the mandate of that day is `blokkeren`."""
    return isinstance(work.bericht, JW315 | JW317) and register.mandaat(work.gemeente, op) == "blokkeren"


def afwijzing(on_behalf_of: Beller, verzoek: Work, referentie: str, number: int, today: date) -> Work:
    """A rejection by the gateway in the name of the gemeente that `verzoek` is for, to be handled like any bericht; of
    its release.

    Its Identificatie is `NT` and a ledger position: no party uses that form, so it is unique (TR056).
    """
    aanbieder, standaard = verzoek.verzender, verzoek.intake.standaard
    identificatie = identificatie_of("NT", number)
    bericht = standaard.afwijzing(
        Afwijzing(
            gemeente=on_behalf_of.code,
            aanbieder=aanbieder.code,
            referentie=referentie,
            identificatie=identificatie,
            dagtekening=today,
        )
    )
    data = write(bericht)
    return Work(
        id=new_id(),
        intake=Intake(data, bericht, standaard),
        soort=soort(bericht),
        beller=on_behalf_of,
        bestemming=aanbieder,
        identificatie=identificatie,
        sha256=sha256(data).digest(),
        clienten={},
        bevindingen=[],
        is_proef=False,
    )
