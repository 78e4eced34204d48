# SPDX-License-Identifier: EUPL-1.2
"""What an answer to a request must say and may not say (JW319)."""

from berichtenverkeer.regels.conditie import conditie, value_is
from berichtenverkeer.regels.plek import ANTWOORD
from berichtenverkeer.standaard.codes import RedenAfwijzing, VerzoekAntwoord

WOONPLAATS = value_is("reden_afwijzing_verzoek", RedenAfwijzing.WOONPLAATSBEGINSEL)
"""Another gemeente is responsible (WJ759)."""


conditie(
    "CD085",
    ANTWOORD / "RedenAfwijzingVerzoek",
    mandatory=value_is("verzoek_antwoord", VerzoekAntwoord.AFGEWEZEN),
    text="Bij een afwijzing staat de reden.",
    action="Vul de reden waarom het verzoek is afgewezen.",
)

conditie(
    "CD086",
    ANTWOORD / "RedenAfwijzingVerzoek",
    empty=value_is("verzoek_antwoord", VerzoekAntwoord.IN_ONDERZOEK),
    text="Zolang een verzoek in onderzoek is, staat er geen reden van afwijzing.",
    action="Haal de reden weg, of antwoord met 1 (afgewezen).",
)

conditie(
    "TR377",
    ANTWOORD / "Woonplaatsbeginsel",
    mandatory=WOONPLAATS,
    text="Bij een afwijzing vanwege het woonplaatsbeginsel staat welke gemeente dan wel verantwoordelijk is.",
    action="Vul Woonplaatsbeginsel met de verantwoordelijke gemeente.",
)

conditie(
    "TR409",
    ANTWOORD / "Woonplaatsbeginsel",
    only=WOONPLAATS,
    text="Alleen een afwijzing vanwege het woonplaatsbeginsel noemt een andere gemeente.",
    action="Haal Woonplaatsbeginsel weg, of vul 8 als reden.",
    lezing="Ook een antwoord zonder reden heeft geen Woonplaatsbeginsel.",
)
