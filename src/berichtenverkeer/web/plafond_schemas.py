# SPDX-License-Identifier: EUPL-1.2
"""The shapes of plafonds and boekingen."""

from berichtenverkeer.web.schema_parts import (
    VERSION_OF_FIGURES,
    K,
    form,
    listing,
    nullable,
    numeral,
    text,
    uuid_of,
)
from berichtenverkeer.web.value_listings import Schema, refer

PLAFOND_SCHEMAS: dict[str, Schema] = {
    "Plafondregel": form(
        "Eén plafond en wat erop is geboekt, in centen. `plafondCents` is precies de som van de vijf bedragen erna.",
        {
            "aanbieder": text("AGB-code."),
            "naam": nullable(text("Naam in het register.")),
            "jaar": numeral("Kalenderjaar."),
            "perceel": nullable(text("Perceel waarover het plafond gaat; leeg als het niet over één perceel gaat.")),
            "segment": nullable(text("Segment waarover het plafond gaat; leeg als het niet over één segment gaat.")),
            "plafondCents": numeral("Het plafond."),
            "vrijCents": numeral("Wat er nog vrij is."),
            "gereserveerdCents": numeral("Verzoeken die nog niet beantwoord zijn."),
            "beslagCents": numeral("Toewijzingen."),
            "realisatieCents": numeral("Goedgekeurde prestaties, zonder wat is teruggedraaid."),
            "overschrijdingCents": numeral("Wat boven het plafond is geboekt: 0 of minder."),
            "gebruikProcent": nullable(numeral("Wat van het plafond in gebruik is, naar beneden afgerond.")),
            "onbevestigdCents": numeral("Wat van die drie nog bevestigd moet worden; negatief als dat ruimte geeft."),
            "tenzijBeslagCents": numeral("Toewijzingen en verzoeken onder een tenzij, buiten het plafond."),
            "tenzijRealisatieCents": numeral("Goedgekeurde prestaties onder een tenzij, buiten het plafond."),
            "prognose": refer("Prognose", "Wat ervan wordt, en wanneer het vol is."),
            "boekingen": text("Adres van de boekingen achter deze cijfers.", format="uri-reference"),
        },
    ),
    "Plafondoverzicht": form(
        "De plafonds van een jaar, met waar de cijfers op rusten.",
        {
            "definitieversie": VERSION_OF_FIGURES,
            "regio": text("De regio."),
            "k": K,
            "registerVersie": numeral("Positie waarop het register is geladen dat toen gold."),
            "registerDag": nullable(text("Dag waarop dat register is geladen.", format="date")),
            "jaar": numeral("Kalenderjaar."),
            "plafonds": listing("Op volgorde van aanbieder, perceel en segment.", "Plafondregel"),
        },
    ),
    "Boekingregel": form(
        "Eén boeking: een bedrag van de ene rekening (credit) naar de andere (debet). Wordt nooit gewijzigd.",
        {
            "positie": numeral("Positie van de gebeurtenis in het grootboek."),
            "volgnr": numeral("Nummer binnen die positie."),
            "perceel": nullable(text("Perceel van het plafond.")),
            "segment": nullable(text("Segment van het plafond.")),
            "debet": refer("Rekening", "Rekening waar het bedrag bij komt."),
            "credit": refer("Rekening", "Rekening waar het bedrag af gaat."),
            "bedragCents": numeral("Het bedrag in centen; altijd meer dan 0."),
            "claim": nullable(text("`toewijzing/gemeente/nummer` of `verzoek/aanbieder/referentie`; leeg: plafond.")),
            "vanClaim": nullable(text("Het verzoek waarvan de reservering hiermee beslag werd.")),
            "tenzij": nullable(uuid_of("De tenzij waaronder dit is geboekt, buiten het plafond.")),
            "gebeurtenis": text("Soort van de gebeurtenis die dit veroorzaakte, bijvoorbeeld PlafondBesloten."),
            "bericht": nullable(uuid_of("Nummer van het bericht dat die gebeurtenis bracht.")),
            "veroorzaker": refer("Veroorzaker", "Wie die gebeurtenis veroorzaakte."),
        },
    ),
    "Boekingenpagina": form(
        "Een bladzijde met boekingen, in de volgorde waarin ze zijn geboekt.",
        {
            "definitieversie": VERSION_OF_FIGURES,
            "k": K,
            "boekingen": listing("De boekingen op deze bladzijde.", "Boekingregel"),
            "volgende": nullable(text("Adres van de volgende bladzijde, met dezelfde `k`; leeg na de laatste.")),
        },
    ),
}
"""By name, as `refer` points to them."""
