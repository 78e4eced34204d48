# SPDX-License-Identifier: EUPL-1.2
"""Hoe sta ik ten opzichte van anderen?"""

from berichtenverkeer.rapporten.columns import key
from berichtenverkeer.rapporten.declaration import (
    PARTIJEN,
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


def _ten(name: str, title: str, facts: str, who: str, plekken: Dimension) -> Table:
    """Ten figures of one beside those of the others."""
    without = f"{who.capitalize()} heeft dit cijfer niet in de periode."
    return Table(
        name=name,
        title=title,
        facts=facts,
        plekken=plekken,
        is_personal=False,
        own_total=True,  # none: of one beside the others there is no total
        columns=(
            key(
                "cijfer",
                "Welk van de tien; in de bestanden jeugdigen, leveringen, begonnen, beeindigd, aandeel_uitval "
                "(procent), duur_dagen en wachttijd_dagen (medianen), binnen_norm (procent), wachtenden, "
                "kosten_per_jeugdige (euro).",
            ),
            Column(
                name="waarde",
                sentence=f"Het cijfer van {who} zelf.",
                unit=Unit.NUMBER,
                counts="round(any_value(waarde), 2)",
                is_mixed=True,
                absent=without,
            ),
            Column(
                name="anderen",
                sentence="Hoeveel anderen met een van dezelfde producten dit cijfer hebben.",
                unit=Unit.COUNT,
                counts="any_value(anderen)",
                absent=without,
            ),
            _spread("p10", "Tien van de honderd anderen zitten hieronder."),
            _spread("mediaan", "De helft van de anderen zit hieronder."),
            _spread("p90", "Negentig van de honderd anderen zitten hieronder."),
            _beside("eigen", "Het eigen cijfer, als de mediaan van de anderen 100 is.", "waarde"),
            _beside("laag", "De onderkant van de spreiding, als de mediaan 100 is.", "p10"),
            _beside("hoog", "De bovenkant van de spreiding, als de mediaan 100 is.", "p90"),
        ),
    )


def _chart(name: str, title: str, description: str) -> Chart:
    return Chart(
        name=name,
        title=title,
        description=description,
        kind=ChartKind.SPREAD,
        table=name,
        x="cijfer",
        y=("eigen",),
        low="laag",
        high="hoog",
        split="plek",
    )


SPIEGEL = Report(
    code="spiegel",
    question="Hoe sta ik ten opzichte van anderen?",
    definition="tien cijfers van een aanbieder naast die van wie dezelfde producten heeft, en van wat de toegang van "
    "een gemeente verwijst naast die van andere gemeenten",
    audience=PARTIJEN,
    takes=frozenset({Takes.PERIODS, Takes.FILTERS, Takes.OUTSIDE_ASSIGNMENT}),
    dimension=Dimension.AANBIEDER,
    is_compared=True,
    ids=("K15", "K28", "M12", "X14"),
    completeness=("met_levering", "met_stop", "met_verwijzer"),
    tables=(
        _ten(
            "spiegel", "Aanbieders: tien cijfers naast die van anderen", "spiegel", "de aanbieder", Dimension.AANBIEDER
        ),
        _ten(
            "toegang",
            "Gemeenten: tien cijfers van wat hun toegang verwijst, naast die van anderen",
            "spiegel_toegang",
            "de gemeente",
            Dimension.GEMEENTE,
        ),
    ),
    charts=(
        _chart(
            "spiegel",
            "Aanbieders: het eigen cijfer naast de spreiding",
            "Per cijfer het eigen, met de band waarin acht van de tien anderen zitten; hun mediaan is 100.",
        ),
        _chart(
            "toegang",
            "Gemeenten: het eigen cijfer naast de spreiding",
            "Per cijfer dat van de eigen toegang, met de band waarin dat van acht van de tien andere gemeenten zit; "
            "hun mediaan is 100.",
        ),
    ),
)
