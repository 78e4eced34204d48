# SPDX-License-Identifier: EUPL-1.2
"""The berichten that the gateway makes: the answer to a heenbericht, and the rejection of a verzoek for a gemeente."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from berichtenverkeer.berichten import JW323, JW325, Bericht, Retourbericht
from berichtenverkeer.berichten.basisschema import CDT_BerichtIdentificatie
from berichtenverkeer.berichten.plan import under
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.standaard.codes import RedenAfwijzing, VerzoekAntwoord
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht, xsd_version
from berichtenverkeer.standaarden.standaard import Afwijzing

Classes = Mapping[str, type[Bericht]]


def antwoord(
    heen: Bericht, bevindingen: Sequence[Bevinding], identificatie: str, dagtekening: date, classes: Classes
) -> Retourbericht | JW325:
    """The JW325 on a JW323, the retourbericht on any other."""
    if isinstance(heen, JW323):
        return declaratieantwoord(heen, bevindingen, identificatie, dagtekening, classes)
    return retourbericht(heen, bevindingen, identificatie, dagtekening, classes=classes)


def reject(afwijzing: Afwijzing, classes: Classes) -> Bericht:
    """The JW319 that says that a verzoek does not fit the budget."""
    root: Any = classes["JW319"]
    soort = classes["JW319"].berichtsoort
    versie, subversie = soort.release.versie
    header = under(root, "header")(
        bericht_code=soort.code,
        bericht_versie=versie,
        bericht_subversie=subversie,
        afzender=afwijzing.gemeente,
        ontvanger=afwijzing.aanbieder,
        bericht_identificatie=CDT_BerichtIdentificatie(
            identificatie=afwijzing.identificatie, dagtekening=afwijzing.dagtekening
        ),
        xsd_versie=xsd_version(soort),
    )
    content = under(root, "antwoord")(
        referentie_aanbieder=afwijzing.referentie,
        verzoek_antwoord=VerzoekAntwoord.AFGEWEZEN,
        reden_afwijzing_verzoek=RedenAfwijzing.BUITEN_BUDGET,
    )
    return cast("Bericht", root(header=header, antwoord=content))
