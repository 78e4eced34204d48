# SPDX-License-Identifier: EUPL-1.2
"""The JW319 that the gateway makes for a gemeente whose mandate says so: the verzoek does not fit its plafond."""

from datetime import date
from hashlib import sha256

from berichtenverkeer.berichten import soort, write
from berichtenverkeer.core.ids import identificatie_van, nieuw_id
from berichtenverkeer.gateway.beller import Beller
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.standaarden.standaard import Afwijzing
from berichtenverkeer.validation.invoer import Invoer


def afwijzing(namens: Beller, verzoek: Werk, referentie: str, nummer: int, vandaag: date) -> Werk:
    """A rejection by the gateway in the name of the gemeente that `verzoek` is for, to be handled like any bericht; of
    its release.

    Its Identificatie is `NT` and a ledger position: no party uses that form, so it is unique (TR056).
    """
    aanbieder, standaard = verzoek.verzender, verzoek.invoer.standaard
    identificatie = identificatie_van("NT", nummer)
    bericht = standaard.afwijzing(
        Afwijzing(
            gemeente=namens.code,
            aanbieder=aanbieder.code,
            referentie=referentie,
            identificatie=identificatie,
            dagtekening=vandaag,
        )
    )
    data = write(bericht)
    return Werk(
        id=nieuw_id(),
        invoer=Invoer(data, bericht, standaard),
        soort=soort(bericht),
        beller=namens,
        bestemming=aanbieder,
        identificatie=identificatie,
        sha256=sha256(data).digest(),
        clienten={},
        bevindingen=[],
        is_proef=False,
    )
