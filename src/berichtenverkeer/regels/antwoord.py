# SPDX-License-Identifier: EUPL-1.2
"""What an answer to a request must say and may not say (JW319)."""

from berichtenverkeer.regels.conditie import conditie, waarde_is
from berichtenverkeer.regels.plek import ANTWOORD
from berichtenverkeer.standaard.codes import RedenAfwijzing, VerzoekAntwoord

WOONPLAATS = waarde_is("reden_afwijzing_verzoek", RedenAfwijzing.WOONPLAATSBEGINSEL)
"""Another gemeente is responsible (WJ759)."""


conditie(
    "CD085",
    ANTWOORD / "RedenAfwijzingVerzoek",
    verplicht=waarde_is("verzoek_antwoord", VerzoekAntwoord.AFGEWEZEN),
    tekst="Bij een afwijzing staat de reden.",
    actie="Vul de reden waarom het verzoek is afgewezen.",
)

conditie(
    "CD086",
    ANTWOORD / "RedenAfwijzingVerzoek",
    leeg=waarde_is("verzoek_antwoord", VerzoekAntwoord.IN_ONDERZOEK),
    tekst="Zolang een verzoek in onderzoek is, staat er geen reden van afwijzing.",
    actie="Haal de reden weg, of antwoord met 1 (afgewezen).",
)

conditie(
    "TR377",
    ANTWOORD / "Woonplaatsbeginsel",
    verplicht=WOONPLAATS,
    tekst="Bij een afwijzing vanwege het woonplaatsbeginsel staat welke gemeente dan wel verantwoordelijk is.",
    actie="Vul Woonplaatsbeginsel met de verantwoordelijke gemeente.",
)

conditie(
    "TR409",
    ANTWOORD / "Woonplaatsbeginsel",
    alleen=WOONPLAATS,
    tekst="Alleen een afwijzing vanwege het woonplaatsbeginsel noemt een andere gemeente.",
    actie="Haal Woonplaatsbeginsel weg, of vul 8 als reden.",
    lezing="Ook een antwoord zonder reden heeft geen Woonplaatsbeginsel.",
)
