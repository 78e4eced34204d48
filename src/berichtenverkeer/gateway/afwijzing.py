# SPDX-License-Identifier: EUPL-1.2
"""The JW319 that the gateway makes for a gemeente whose mandate says so: the verzoek does not fit its plafond."""

from datetime import date
from hashlib import sha256

from berichtenverkeer.berichten import write
from berichtenverkeer.berichten.basisschema import CDT_BerichtIdentificatie
from berichtenverkeer.berichten.jw319 import JW319, Antwoord, Header
from berichtenverkeer.core.ids import identificatie_van, nieuw_id
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.register.rijen import Partij
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.validation.invoer import Invoer
from berichtenverkeer.validation.retour import xsd_versie

AFGEWEZEN, PAST_NIET_BINNEN_BUDGET = "1", "2"
"""VerzoekAntwoord (WJ760) and RedenAfwijzingVerzoek (WJ759)."""


def afwijzing(gemeente: Partij, aanbieder: Partij, referentie: str, nummer: int, vandaag: date) -> Werk:
    """A rejection in the name of `gemeente`, to be handled like any bericht.

    Its Identificatie is `NT` and a ledger position: no party uses that form, so it is unique (TR056).
    """
    identificatie = identificatie_van("NT", nummer)
    bericht = JW319(
        header=Header(
            bericht_code=BERICHTSOORTEN["JW319"].code,
            bericht_versie=3,
            bericht_subversie=2,
            afzender=gemeente.code,
            ontvanger=aanbieder.code,
            bericht_identificatie=CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=vandaag),
            xsd_versie=xsd_versie("JW319"),
        ),
        antwoord=Antwoord(
            referentie_aanbieder=referentie,
            verzoek_antwoord=AFGEWEZEN,
            reden_afwijzing_verzoek=PAST_NIET_BINNEN_BUDGET,
        ),
    )
    data = write(bericht)
    return Werk(
        id=nieuw_id(),
        invoer=Invoer(data, bericht),
        soort=BERICHTSOORTEN["JW319"],
        verzender=gemeente,
        bestemming=aanbieder,
        identificatie=identificatie,
        sha256=sha256(data).digest(),
        clienten={},
        bevindingen=[],
        is_proef=False,
        bron="gateway",
    )
