# SPDX-License-Identifier: EUPL-1.2
"""Wie verwijst, waarheen, wat kost dat?"""

from berichtenverkeer.rapporten.columns import cents, clients, count, growth, key
from berichtenverkeer.rapporten.declaration import (
    ALL,
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)

_NOTHING = "Hiervoor is in de periode niets goedgekeurd."


def _columns(key: Column) -> tuple[Column, ...]:
    """Of who refers, or of a group of those."""
    return (key, *_clients(key.name), *_begun(key.name), *_spent(key.name))


def _of_all(counted: str, key: str) -> str:
    return f"procent({counted}, max(case {key} when 'samen' then {counted} end) over w_cel)"


def _named(key: str) -> str:
    return "deze groep" if key == "verwijzergroep" else "deze verwijzer"


def _clients(key: str) -> tuple[Column, ...]:
    return (
        clients(
            "jeugdigen",
            f"Jeugdigen met een dag hulp in de periode via {_named(key)}; wie er meer heeft telt bij elk.",
            "is_levering",
        ),
        Column(
            name="aandeel_jeugdigen",
            sentence="Deel van alle jeugdigen met hulp; opgeteld boven honderd, want wie er meer heeft telt bij elk.",
            unit=Unit.PERCENT,
            out_of=_of_all("jeugdigen", key),
            absent="Niemand had hulp.",
        ),
        growth(
            "groei",
            "Groei van het aantal jeugdigen ten opzichte van de periode ervoor in dit rapport.",
            "jeugdigen",
            absent="Er is geen eerdere periode om mee te vergelijken, of toen had niemand hulp.",
        ),
    )


def _begun(key: str) -> tuple[Column, ...]:
    return (
        count(
            "verwijzingen",
            f"Leveringen die in de periode begonnen na een verwijzing door {_named(key)}.",
            "is_levering and is_begonnen",
        ),
        Column(
            name="aandeel_verwijzingen",
            sentence="Deel van alle begonnen leveringen.",
            unit=Unit.PERCENT,
            out_of=_of_all("verwijzingen", key),
            absent="Er begon geen hulp.",
        ),
    )


def _spent(key: str) -> tuple[Column, ...]:
    return (
        cents(
            "kosten_cents",
            f"Goedgekeurde prestaties min wat is gecrediteerd, van hulp via {_named(key)}.",
            of="bedrag_cents",
            where="not is_levering",
            absent=_NOTHING,
            in_time=True,
        ),
        Column(
            name="aandeel_kosten",
            sentence="Deel van alle goedgekeurde kosten.",
            unit=Unit.PERCENT,
            out_of=_of_all("kosten_cents", key),
            absent=_NOTHING,
        ),
        Column(
            name="per_jeugdige_cents",
            sentence="Kosten gedeeld door het aantal jeugdigen met hulp.",
            unit=Unit.CENTS,
            out_of="gedeeld(kosten_cents, jeugdigen)",
            absent="Er zijn geen kosten, of niemand had hulp.",
        ),
    )


_EACH = Table(
    name="verwijzers",
    title="Jeugdigen, verwijzingen en kosten per verwijzer",
    facts="verwijzers",
    all_key="samen",
    about=(Subject.LEVERING, Subject.PRESTATIE),
    columns=_columns(
        key(
            "verwijzer",
            "Wie verwees (COD327); 'onbekend' waar geen verzoek het zegt, 'samen' voor allen, ieder een keer.",
        ),
    ),
)

_GROUPS = Table(
    name="groepen",
    title="Jeugdigen, verwijzingen en kosten per groep van verwijzers",
    facts="verwijzers",
    adds_to=(
        "jeugdigen = verwijzers.jeugdigen",
        "verwijzingen = verwijzers.verwijzingen",
        "kosten_cents = verwijzers.kosten_cents",
    ),
    all_key="samen",
    about=(Subject.LEVERING, Subject.PRESTATIE),
    columns=_columns(
        key("verwijzergroep", "Groep van verwijzers uit het register; 'samen' voor allen, ieder een keer."),
    ),
)

_OVERLAP = Table(
    name="overlap",
    title="Jeugdigen die bij meer verwijzers tellen",
    facts="verwijzers_overlap",
    about=(Subject.LEVERING,),
    columns=(
        key("verwijzer", "Wie verwees (COD327)."),
        clients("jeugdigen", "Jeugdigen met hulp via deze verwijzer die ook via een ander hulp hadden, waar dan ook."),
    ),
)

_CAME_IN = Table(
    name="instroom",
    title="Instroom per verwijzer",
    facts="verwijzers_instroom",
    columns=(
        key("verwijzer", "Door wie de hulp begon waarmee de jeugdige instroomde."),
        Column(
            name="instroom",
            sentence="Jeugdigen die instroomden: zij hadden daarvoor in de hele regio geen hulp.",
            unit=Unit.COUNT,
            counts="count(distinct {'client': client, 'datum': datum})",
        ),
    ),
)

VERWIJZERS = Report(
    code="verwijzers",
    question="Wie verwijst, waarheen, wat kost dat?",
    definition="wie verwees volgens het eerste verzoek (JW315) achter de toewijzing; instroom als in docs/stromen.md",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE, Audience.AANBIEDER}),
    ids=("V01", "V02", "V03", "V04", "V05", "V06", "V07", "V08", "X22"),
    takes=ALL | {Takes.TERM},
    completeness=("met_verwijzer", "met_declaratie"),
    tables=(_EACH, _GROUPS, _OVERLAP, _CAME_IN),
    charts=(
        Chart(
            name="verwijzers",
            title="Deel van de jeugdigen en van de kosten per groep van verwijzers",
            description="Twee staven per groep: welk deel van de jeugdigen en welk deel van de kosten bij haar hoort.",
            kind=ChartKind.BAR,
            table="groepen",
            x="verwijzergroep",
            y=("aandeel_jeugdigen", "aandeel_kosten"),
            totals_only=True,
        ),
        Chart(
            name="waarheen",
            title="Waarheen elke verwijzer verwijst",
            description="Een vak per plek en verwijzer: hoe donkerder, hoe meer hulp er in de periode begon.",
            kind=ChartKind.HEAT,
            table="verwijzers",
            x="plek",
            y=("verwijzingen",),
            split="verwijzer",
        ),
    ),
)
