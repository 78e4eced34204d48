# SPDX-License-Identifier: EUPL-1.2
"""All pages: address, who may, what makes it, its question, its place. A page that is not here does not exist."""

from berichtenverkeer.pages import (
    about,
    login,
    overview,
    plafonds,
    regels,
    report_behind,
    reports,
    termijnen,
)
from berichtenverkeer.pages.entry import ANYONE, LOGGED_IN, Entry, Section

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
    # --- rapporten
    Entry(
        address="/rapporten",
        right="rapportages.listing",
        handler=reports.listing,
        question="Welke cijfers zijn er?",
        label="Rapporten",
        section=Section.FIGURES,
    ),
    Entry(
        address="/rapporten/{code}",
        right="rapportages.report",
        handler=reports.report,
        question="Wat zeggen de cijfers?",
        label="{code}",
        above="/rapporten",
    ),
    Entry(
        address="/rapporten/{code}/achter",
        right="rapportages.behind",
        handler=report_behind.behind,
        question="Wie en wat zit er achter dit getal?",
        label="Achter het getal",
        above="/rapporten/{code}",
    ),
    Entry(
        address="/rapporten/{code}/herziening",
        right="rapportages.restatement",
        handler=report_behind.restatement,
        question="Wat veranderde er, en waardoor?",
        label="Herziening",
        above="/rapporten/{code}",
    ),
    Entry(
        address="/rapporten/{code}/grafiek/{naam}",
        right="rapportages.report",
        handler=reports.chart,
        question="Hoe ziet het eruit?",
        above="/rapporten/{code}",
    ),
    Entry(
        address="/rapporten/{code}/bestand",
        right="rapportages.report",
        handler=reports.download,
        question="Wat zijn de cijfers, als bestand?",
        above="/rapporten/{code}",
    ),
    # --- plafonds
    Entry(
        address="/plafonds",
        right="plafonds.from_aanbieder",
        handler=plafonds.listing,
        question="Wie bereikt zijn plafond, en wanneer?",
        label="Plafonds",
        section=Section.MONEY,
    ),
    Entry(
        address="/plafonds/{agb}",
        right="plafonds.from_aanbieder",
        handler=plafonds.one,
        question="Hoeveel ruimte is er?",
        label="{agb}",
        above="/plafonds",
    ),
    Entry(
        address="/plafonds/{agb}/boekingen",
        right="plafonds.boekingen",
        handler=plafonds.boekingen,
        question="Waaruit bestaat dit bedrag?",
        label="Boekingen",
        above="/plafonds/{agb}",
    ),
    # --- termijnen
    Entry(
        address="/termijnen",
        right="termijnen.klokken",
        handler=termijnen.listing,
        question="Wie is aan zet, en wie is te laat?",
        label="Termijnen",
        section=Section.BERICHTEN,
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
    # --- inloggen
    Entry(
        address="/inloggen",
        right=ANYONE,
        handler=login.login,
        question="Hoe logt u in?",
        label="Inloggen",
    ),
    Entry(
        address="/inloggen/link/{link}",
        right=ANYONE,
        handler=login.link,
        question="Wilt u inloggen?",
        above="/inloggen",
    ),
    Entry(
        address="/inloggen/link/{link}",
        method="POST",
        right=ANYONE,
        handler=login.use_link,
        question="Wilt u inloggen?",
        above="/inloggen",
    ),
    Entry(
        address="/uitloggen",
        method="POST",
        right=LOGGED_IN,
        handler=login.logout,
        question="Wilt u uitloggen?",
    ),
    Entry(
        address="/mijn",
        right="sessions.own",
        handler=login.me,
        question="Wie bent u hier?",
        label="Wie u bent",
    ),
    Entry(
        address="/mijn/sessie",
        method="POST",
        right="sessions.end_own",
        handler=login.end_session,
        question="Wilt u deze sessie beëindigen?",
        above="/mijn",
    ),
)
"""In the order of the navigation."""
