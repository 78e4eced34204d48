# SPDX-License-Identifier: EUPL-1.2
"""All pages: address, who may, what makes it, its question, its place. A page that is not here does not exist."""

from berichtenverkeer.pages import about, overview, regels
from berichtenverkeer.pages.entry import ANYONE, Entry, Section

PAGES = (
    # --- overzicht
    Entry(
        address="/",
        right=ANYONE,
        handler=overview.overview,
        question="Wat vraagt vandaag uw aandacht?",
        label="Overzicht",
        section=Section.OVERVIEW,
    ),
    # --- regels
    Entry(
        address="/regels",
        right=ANYONE,
        handler=regels.listing,
        question="Welke regels gelden voor een bericht?",
        label="Regels",
        section=Section.EXPLANATION,
    ),
    Entry(
        address="/regels/{code}",
        right=ANYONE,
        handler=regels.one,
        question="Wat vraagt deze regel?",
        label="{code}",
        above="/regels",
    ),
    # --- uitleg
    Entry(
        address="/hulp",
        right=ANYONE,
        handler=about.help_,
        question="Waar vind ik wat ik zoek?",
        label="Hulp",
        section=Section.EXPLANATION,
    ),
    Entry(
        address="/toegankelijkheid",
        right=ANYONE,
        handler=about.accessibility,
        question="Voor wie zijn deze pagina's te gebruiken?",
        label="Toegankelijkheid",
        section=Section.EXPLANATION,
    ),
)
"""In the order of the navigation."""
