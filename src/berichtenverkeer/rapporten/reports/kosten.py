# SPDX-License-Identifier: EUPL-1.2
"""Wat kost het, per wie en wat?"""

from berichtenverkeer.rapporten.columns import cents, clients, count, growth
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Threshold,
    Unit,
)

_NOT_DECLARED = "Over deze periode is niets gedeclareerd: dan zijn de kosten niet nul maar onbekend."
_NOBODY = "Niemand had goedgekeurde kosten."
_NO_EARLIER = "Er is geen eerdere periode om mee te vergelijken, of toen waren er geen kosten."
_NO_CLAIMS = "Verwachte kosten zijn er per heel jaar, voor hulp waarvoor een plafond is."
_BEFORE = "lag(goedgekeurd_cents) over w_plek"
_EACH_BEFORE = f"gedeeld({_BEFORE}, lag(jeugdigen) over w_plek)"

_DECLARED = Table(
    name="kosten",
    title="Kosten van hulp",
    facts="kosten",
    tells=("goedgekeurd_cents + afgewezen_cents + wacht_cents - ingediend_cents",),
    about=(Subject.PRESTATIE, Subject.LEVERING),
    columns=(
        cents(
            "goedgekeurd_cents",
            "Goedgekeurde prestaties min wat is gecrediteerd, op de eerste dag van hun productperiode.",
            where="soort = 'prestatie'",
            absent=_NOT_DECLARED,
            in_time=True,
        ),
        cents(
            "ingediend_cents",
            "Alles wat is ingediend, min wat is gecrediteerd: goedgekeurd, afgewezen en nog niet beoordeeld.",
            of="bedrag_cents",
            where="soort = 'prestatie'",
            absent=_NOT_DECLARED,
            in_time=True,
        ),
        cents(
            "afgewezen_cents",
            "Ingediende prestaties die zijn afgewezen, of waarvan de hele declaratie is verworpen.",
            where="soort = 'prestatie'",
            absent=_NOT_DECLARED,
            in_time=True,
        ),
        cents(
            "wacht_cents",
            "Ingediende prestaties waarover de gemeente nog niet heeft beslist.",
            where="soort = 'prestatie'",
            absent=_NOT_DECLARED,
            in_time=True,
        ),
        Column(
            name="beoordeelde_maanden",
            sentence="Maanden van de periode waarover al prestaties zijn beoordeeld.",
            unit=Unit.COUNT,
            counts="count(distinct maand)",
            is_personal=False,
            where="soort = 'prestatie' and uitslag <> 'ingediend'",
        ),
        clients(
            "jeugdigen",
            "Jeugdigen met goedgekeurde prestaties. Wie in twee plekken kosten heeft telt in beide.",
            "soort = 'prestatie' and uitslag = 'goedgekeurd'",
        ),
        Column(
            name="per_jeugdige_cents",
            sentence="Goedgekeurde kosten gedeeld door het aantal jeugdigen met kosten.",
            unit=Unit.CENTS,
            out_of="gedeeld(goedgekeurd_cents, jeugdigen)",
            absent=_NOBODY,
        ),
        Column(
            name="zorgdagen",
            sentence="Dagen hulp in de periode, per levering geteld; zonder hulp die met een lumpsum wordt betaald.",
            unit=Unit.DAYS,
            counts="sum(dagen)",
            where="soort = 'levering'",
            is_additive=True,
            adds_in_time=True,
        ),
        Column(
            name="per_zorgdag_cents",
            sentence="Goedgekeurde kosten gedeeld door het aantal dagen hulp; te laag zolang er maanden ontbreken.",
            unit=Unit.CENTS,
            out_of="gedeeld(goedgekeurd_cents, zorgdagen)",
            absent="Er is geen hulp gemeld, of niets gedeclareerd.",
        ),
        Column(
            name="aandeel",
            sentence="Deel van alle goedgekeurde kosten in de periode.",
            unit=Unit.PERCENT,
            out_of="procent(goedgekeurd_cents, sum(goedgekeurd_cents) over w_periode)",
            absent=_NOT_DECLARED,
        ),
        Column(
            name="aandeel_jeugdigen",
            sentence="Deel van alle jeugdigen met kosten; wie in twee plekken kosten heeft telt in beide.",
            unit=Unit.PERCENT,
            out_of="procent(jeugdigen, max(case niveau when 'totaal' then jeugdigen end) over (partition by periode))",
            absent=_NOBODY,
        ),
        growth(
            "groei",
            "Groei van de goedgekeurde kosten ten opzichte van de periode ervoor in dit rapport.",
            "goedgekeurd_cents",
            absent=_NO_EARLIER,
        ),
        growth(
            "groei_jaar",
            "Groei van de goedgekeurde kosten ten opzichte van dezelfde periode een jaar eerder.",
            "goedgekeurd_cents",
            absent=_NO_EARLIER,
            a_year=True,
        ),
        Column(
            name="groei_per_jeugdige",
            sentence="Groei van de gemiddelde kosten van een jeugdige ten opzichte van de periode ervoor.",
            unit=Unit.PERCENT,
            out_of=f"procent(gedeeld(goedgekeurd_cents, jeugdigen) - {_EACH_BEFORE}, {_EACH_BEFORE})",
            absent=_NO_EARLIER,
        ),
    ),
)

_EXPECTED = Table(
    name="verwacht",
    title="Wat over het hele jaar wordt verwacht",
    facts="kosten_verwacht",
    tells=("realisatie_cents + beslag_cents + gereserveerd_cents - verwacht_cents",),
    about=(Subject.TOEWIJZING, Subject.VERZOEK),
    columns=(
        cents("realisatie_cents", "Wat onder plafonds is goedgekeurd voor claims van dit jaar.", absent=_NO_CLAIMS),
        cents("beslag_cents", "Wat toewijzingen nog van het jaar vragen.", absent=_NO_CLAIMS),
        cents("gereserveerd_cents", "Wat verzoeken vragen waarvoor ruimte is vastgehouden.", absent=_NO_CLAIMS),
        cents(
            "verwacht_cents",
            "Verwachte kosten van het jaar: realisatie, beslag en gereserveerd samen.",
            of="samen_cents",
            absent=_NO_CLAIMS,
        ),
        clients("jeugdigen", "Jeugdigen voor wie een claim op een plafond staat.", "samen_cents <> 0"),
    ),
)

_PER_YOUTH = Table(
    name="per_jeugdige",
    title="Kosten van een jeugdige, en wie boven de grens komt",
    facts="kosten_per_jeugdige",
    own_total=True,
    columns=(
        clients("jeugdigen", "Jeugdigen met goedgekeurde kosten in de periode."),
        Column(
            name="mediaan_cents",
            sentence="De helft van de jeugdigen kost ten hoogste dit bedrag.",
            unit=Unit.CENTS,
            counts="quantile_disc(kosten_cents, 0.5)",
            absent=_NOBODY,
        ),
        Column(
            name="p90_cents",
            sentence="Negen van de tien jeugdigen kosten ten hoogste dit bedrag.",
            unit=Unit.CENTS,
            counts="quantile_disc(kosten_cents, 0.9)",
            absent=_NOBODY,
        ),
        Column(
            name="hoogste_cents",
            sentence="Het bedrag van de duurste jeugdige.",
            unit=Unit.CENTS,
            counts="max(kosten_cents)",
            absent=_NOBODY,
        ),
        clients(
            "boven_grens",
            "Jeugdigen die in de periode meer kosten dan de grens die bij het rapport staat.",
            "kosten_cents > 100 * getvariable('p_grens_euro')",
        ),
        Column(
            name="boven_grens_cents",
            sentence="Wat de jeugdigen boven de grens samen kosten.",
            unit=Unit.CENTS,
            counts="sum(kosten_cents)",
            where="kosten_cents > 100 * getvariable('p_grens_euro')",
            absent="Niemand komt boven de grens.",
        ),
    ),
)

_GONE = Table(
    name="ander_domein",
    title="Wie naar een ander domein ging, met het budget dat meegaat",
    facts="kosten_ander_domein",
    about=(Subject.LEVERING,),
    columns=(
        clients("jeugdigen", "Jeugdigen van wie hulp eindigde omdat een ander domein het overneemt (Wlz, Wmo of Zvw)."),
        count("leveringen", "Leveringen die daarom eindigden; de stop zegt niet welk van de domeinen het is."),
        cents(
            "kosten_cents",
            "Goedgekeurde kosten van die leveringen in het jaar voor hun laatste dag.",
            absent="Niemand ging naar een ander domein, of er is niets van gedeclareerd.",
            in_time=True,
        ),
    ),
)

KOSTEN = Report(
    code="kosten",
    question="Wat kost het, per wie en wat?",
    definition="goedgekeurde prestaties min credits; verwachte kosten zijn de claims op plafonds (docs/plafonds.md)",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE, Audience.AANBIEDER}),
    ids=(
        "M01",
        "P02",
        "P04",
        "P05",
        "P06",
        "B34",
        "K11",
        "V02",
        "X10",
        "X17",
        "X21",
        "X22",
        "P08",
        "P10",
        "S01",
        "S02",
        "S03",
        "S04",
        "S05",
        "S10",
        "S19",
        "K18",
        "K19",
    ),
    completeness=("met_declaratie", "met_claim", "met_verwijzer"),
    parameters={"grens_euro": Threshold(50_000, "Een jeugdige die in de periode meer euro's kost, staat apart.")},
    tables=(_DECLARED, _EXPECTED, _PER_YOUTH, _GONE),
    charts=(
        Chart(
            name="verloop",
            title="Goedgekeurde kosten per periode",
            description="Gestapeld per plek: hoeveel in elke periode is goedgekeurd.",
            kind=ChartKind.STACKED,
            table="kosten",
            x="periode",
            y=("goedgekeurd_cents",),
            split="plek",
        ),
        Chart(
            name="per_jeugdige",
            title="Wat een jeugdige kost",
            description="Per plek de mediaan van de kosten van een jeugdige, met de bedragen tot de duurste tiende.",
            kind=ChartKind.SPREAD,
            table="per_jeugdige",
            x="plek",
            y=("mediaan_cents",),
            low="mediaan_cents",
            high="p90_cents",
        ),
    ),
)
