# SPDX-License-Identifier: EUPL-1.2
"""Hoe sta ik ten opzichte van anderen?"""

from berichtenverkeer.rapporten.columns import key
from berichtenverkeer.rapporten.declaration import (
    Audience,
    Chart,
    ChartKind,
    Column,
    Report,
    Table,
    Takes,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

_FEW = "Minder dan vijf anderen hebben dezelfde producten en dit cijfer."


def _spread(name: str, sentence: str) -> Column:
    return Column(
        name=name,
        sentence=sentence,
        unit=Unit.NUMBER,
        counts=f"round(any_value({name}), 2)",
        absent=_FEW,
        is_mixed=True,
    )


def _beside(name: str, sentence: str, of: str) -> Column:
    """Figures of different units beside each other: each as a part of the median of the others."""
    out_of = f"round(100.0 * {of} / nullif(mediaan, 0), 1)"
    return Column(name=name, sentence=sentence, unit=Unit.NUMBER, out_of=out_of, absent=_FEW)


SPIEGEL = Report(
    code="spiegel",
    question="Hoe sta ik ten opzichte van anderen?",
    definition="tien cijfers van een aanbieder naast die van wie dezelfde producten heeft",
    audience=frozenset({Audience.REGIO, Audience.AANBIEDER}),
    takes=frozenset({Takes.PERIODS, Takes.FILTERS, Takes.OUTSIDE_ASSIGNMENT}),
    dimension=Dimension.AANBIEDER,
    is_compared=True,
    ids=("K15", "K28", "M12", "X14"),
    completeness=("met_levering", "met_stop"),
    tables=(
        Table(
            name="spiegel",
            title="Tien cijfers naast die van anderen",
            facts="spiegel",
            is_personal=False,
            own_total=True,  # none: of an aanbieder beside the others there is no total
            columns=(
                key(
                    "cijfer",
                    "Welk van de tien; in de bestanden jeugdigen, leveringen, begonnen, beeindigd, aandeel_uitval "
                    "(procent), duur_dagen en wachttijd_dagen (medianen), binnen_norm (procent), wachtenden, "
                    "kosten_per_jeugdige (euro).",
                ),
                Column(
                    name="waarde",
                    sentence="Het cijfer van de aanbieder zelf.",
                    unit=Unit.NUMBER,
                    counts="round(any_value(waarde), 2)",
                    is_mixed=True,
                    absent="De aanbieder heeft dit cijfer niet in de periode.",
                ),
                Column(
                    name="anderen",
                    sentence="Hoeveel anderen met een van dezelfde producten dit cijfer hebben.",
                    unit=Unit.COUNT,
                    counts="any_value(anderen)",
                    absent="De aanbieder heeft dit cijfer niet in de periode.",
                ),
                _spread("p10", "Tien van de honderd anderen zitten hieronder."),
                _spread("mediaan", "De helft van de anderen zit hieronder."),
                _spread("p90", "Negentig van de honderd anderen zitten hieronder."),
                _beside("eigen", "Het eigen cijfer, als de mediaan van de anderen 100 is.", "waarde"),
                _beside("laag", "De onderkant van de spreiding, als de mediaan 100 is.", "p10"),
                _beside("hoog", "De bovenkant van de spreiding, als de mediaan 100 is.", "p90"),
            ),
        ),
    ),
    charts=(
        Chart(
            name="spiegel",
            title="Het eigen cijfer naast de spreiding",
            description="Per cijfer het eigen, met de band waarin acht van de tien anderen zitten; hun mediaan is 100.",
            kind=ChartKind.SPREAD,
            table="spiegel",
            x="cijfer",
            y=("eigen",),
            low="laag",
            high="hoog",
            split="plek",
        ),
    ),
)
