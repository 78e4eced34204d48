# SPDX-License-Identifier: EUPL-1.2
"""Hoe snel raakt de lumpsum op?"""

from berichtenverkeer.rapporten.columns import clients, key, share
from berichtenverkeer.rapporten.declaration import (
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

_NO_AMOUNT = (
    "Voor dit jaar staat er geen bedrag in het register, of een gemeente vraagt wat van alle gemeenten samen is."
)
_NO_CARE = f"Er is geen hulp gemeld. {_NO_AMOUNT}"
_FIRST = "first_value(basis_cents) over (partition by hoofdaannemer, segment order by jaar)"


def _of(soort: str, sign: str = "") -> str:
    """What lines of a kind come to; nothing, and not 0, where there are no lines to see."""
    return f"{sign}sum(case when {soort} then bedrag_cents when soort is not null then 0 end)"


_WHOSE = (
    key("hoofdaannemer", "AGB-code van wie de taak heeft."),
    key("segment", "Het segment waar de taak over gaat."),
)

_BURNED = Table(
    name="lumpsum",
    title="Wat op de laatste dag van de periode van de lumpsum is verbruikt",
    facts="lumpsum",
    about=(Subject.LEVERING,),
    per_plek=False,
    columns=(
        *_WHOSE,
        Column(
            name="bedrag_cents",
            sentence="De lumpsum van het jaar: alle regels samen.",
            unit=Unit.CENTS,
            counts="sum(bedrag_cents)",
            is_personal=False,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="verbruikt_cents",
            sentence="Wat daarvan op is: elke regel gelijk verdeeld over haar eigen dagen.",
            unit=Unit.CENTS,
            counts="gedeeld(sum(verbruikt_miljoenste), 1_000_000)",
            is_personal=False,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="rest_cents",
            sentence="Wat er over is.",
            unit=Unit.CENTS,
            out_of="bedrag_cents - verbruikt_cents",
            is_personal=False,
            absent=_NO_AMOUNT,
        ),
        share(
            "verbruikt",
            "Deel van de lumpsum dat op is.",
            "verbruikt_cents",
            "bedrag_cents",
            absent=_NO_AMOUNT,
            is_personal=False,
        ),
        clients("clienten", "Jeugdigen met hulp voor de taak, van 1 januari tot en met de laatste dag."),
        Column(
            name="leveringen",
            sentence="Leveringen voor de taak in die dagen, ook die van onderaannemers.",
            unit=Unit.COUNT,
            counts="count(distinct levering)",
        ),
        Column(
            name="zorgdagen",
            sentence="Dagen hulp, per levering geteld, onderbrekingen die nog duren inbegrepen.",
            unit=Unit.DAYS,
            counts="sum(dagen)",
            is_additive=True,
        ),
        Column(
            name="clientmaanden",
            sentence="Maanden waarin een jeugdige een dag hulp had, opgeteld over de jeugdigen.",
            unit=Unit.COUNT,
            counts="count(distinct {'client': client, 'maand': maand})",
            where="client is not null",
        ),
        Column(
            name="per_client_maand_cents",
            sentence="Wat op is, gedeeld door de maanden van jeugdigen.",
            unit=Unit.CENTS,
            counts="gedeeld(sum(verbruikt_miljoenste), 1_000_000 * count(distinct {'client': client, 'maand': maand})"
            " filter (where client is not null))",
            absent=_NO_CARE,
        ),
    ),
)

_LINES = Table(
    name="regels",
    title="De regels van de lumpsum",
    facts="lumpsum_lijnen",
    is_personal=False,
    per_plek=False,
    is_list=True,
    order="periode, hoofdaannemer, segment, regel",
    columns=(
        *_WHOSE,
        key("regel", "Nummer van de regel in het jaar."),
        key("soort", "Basis, verhoging of verlaging van buiten, geplande afbouw, of herinvestering van besparing."),
        key("van", "De eerste dag waarop de regel wordt verbruikt.", Unit.DATE),
        key("tot", "De laatste dag waarop de regel wordt verbruikt.", Unit.DATE),
        key("bedrag_cents", "Het bedrag; onder nul als het eraf gaat.", Unit.CENTS),
        key("verbruikt_cents", "Wat daarvan op de laatste dag op is.", Unit.CENTS),
        key(
            "reden",
            "Waarom het bedrag verandert.",
            Unit.TEXT,
            absent="Voor deze regel staat geen reden in het register.",
        ),
    ),
)

_YEARS = Table(
    name="jaren",
    title="Wat tegenover het eerste jaar is bereikt",
    facts="lumpsum_jaren",
    about=(Subject.LEVERING,),
    per_period=False,
    per_plek=False,
    columns=(
        *_WHOSE,
        key("jaar", "Kalenderjaar."),
        Column(
            name="basis_cents",
            sentence="De basis van het jaar.",
            unit=Unit.CENTS,
            counts=_of("soort = 'basis'"),
            is_personal=False,
            is_additive=True,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="bedrag_cents",
            sentence="De lumpsum van het jaar: alle regels samen.",
            unit=Unit.CENTS,
            counts="sum(bedrag_cents)",
            is_personal=False,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="van_buiten_cents",
            sentence="Wat erbij kwam of eraf ging door iets van buiten, zoals een cao of een wet.",
            unit=Unit.CENTS,
            counts=_of("soort in ('verhoging', 'verlaging')"),
            is_personal=False,
            is_additive=True,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="afbouw_cents",
            sentence="De geplande afbouw van het jaar.",
            unit=Unit.CENTS,
            counts=_of("soort = 'afbouw'", "-"),
            is_personal=False,
            is_additive=True,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="herinvestering_cents",
            sentence="Wat van de besparing opnieuw wordt uitgegeven.",
            unit=Unit.CENTS,
            counts=_of("soort = 'herinvestering'"),
            is_personal=False,
            is_additive=True,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="bereikt_cents",
            sentence="Hoeveel het bedrag onder de basis van het eerste jaar ligt, zonder wat van buiten kwam.",
            unit=Unit.CENTS,
            out_of=f"{_FIRST} - (bedrag_cents - van_buiten_cents)",
            is_personal=False,
            absent=_NO_AMOUNT,
        ),
        Column(
            name="bereikt",
            sentence="Datzelfde als deel van de basis van het eerste jaar.",
            unit=Unit.PERCENT,
            out_of=f"procent({_FIRST} - (bedrag_cents - van_buiten_cents), {_FIRST})",
            is_personal=False,
            absent=f"Het eerste jaar heeft geen basis. {_NO_AMOUNT}",
        ),
        Column(
            name="zorgdagen",
            sentence="Dagen hulp in het jaar, voor zover het voorbij is.",
            unit=Unit.DAYS,
            counts="sum(dagen)",
            is_additive=True,
        ),
    ),
)

LUMPSUM = Report(
    code="lumpsum",
    question="Hoe snel raakt de lumpsum op?",
    definition="een vast bedrag voor een taak, dat elke dag gelijk wordt verbruikt (docs/begroting.md)",
    audience=frozenset({Audience.REGIO, Audience.GEMEENTE}),
    ids=("B23", "B24", "B25", "B26", "B27", "B28", "B29"),
    takes=frozenset({Takes.PERIODS}),
    completeness=("met_levering", "met_stop"),
    tables=(_BURNED, _LINES, _YEARS),
    charts=(
        Chart(
            name="verbruik",
            title="Wat van de lumpsum op is",
            description="Een lijn per hoofdaannemer die oploopt naar het bedrag van het jaar.",
            kind=ChartKind.LINE,
            table="lumpsum",
            x="periode",
            y=("verbruikt_cents", "bedrag_cents"),
            split="hoofdaannemer",
        ),
        Chart(
            name="bereikt",
            title="Besparing tegenover het eerste jaar",
            description="Staven per jaar: hoeveel het bedrag onder de basis van het eerste jaar ligt, naast het plan.",
            kind=ChartKind.BAR,
            table="jaren",
            x="jaar",
            y=("bereikt_cents", "afbouw_cents"),
            split="hoofdaannemer",
        ),
    ),
)
