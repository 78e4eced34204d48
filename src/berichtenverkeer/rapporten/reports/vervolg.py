# SPDX-License-Identifier: EUPL-1.2
"""Wordt er verlengd, en langer?"""

from berichtenverkeer.rapporten.columns import count, share
from berichtenverkeer.rapporten.declaration import (
    ALL,
    PARTIJEN,
    Chart,
    ChartKind,
    Column,
    Report,
    Subject,
    Table,
    Takes,
    Unit,
)
from berichtenverkeer.rapporten.question import Dimension

_NONE = "Er is geen vervolg waarvan beide te vergelijken zijn."

VERVOLG = Report(
    code="vervolg",
    question="Wordt er verlengd, en langer?",
    definition="toewijzing van dezelfde jeugdige, aanbieder en product, die hooguit de termijn na de eerdere ingaat",
    audience=PARTIJEN,
    dimension=Dimension.AANBIEDER,
    ids=("F20", "X15"),
    takes=ALL | {Takes.TERM},
    tables=(
        Table(
            name="vervolg",
            title="Toewijzingen die afliepen, en hun vervolg",
            facts="vervolg",
            tells=(
                "gevraagd + uit_zichzelf - vervolgd",
                "langer + korter + open_einde - vervolgd",
                "langer < vervolgd",
                "korter < vervolgd",
                "meer_volume < vervolgd",
                "minder_volume < vervolgd",
            ),
            about=(Subject.TOEWIJZING,),
            columns=(
                count("beeindigd", "Toewijzingen waarvan de einddatum in de periode ligt."),
                count("vervolgd", "Daarvan: met een vervolgtoewijzing.", "is_vervolgd"),
                share(
                    "aandeel_vervolgd",
                    "Deel van de toewijzingen dat een vervolg kreeg.",
                    "vervolgd",
                    "beeindigd",
                    absent="In de periode liep geen toewijzing af.",
                ),
                count(
                    "gevraagd", "Daarvan: de aanbieder vroeg erom (er is een verzoek).", "is_vervolgd and is_gevraagd"
                ),
                count(
                    "uit_zichzelf", "Daarvan: de gemeente wees het uit zichzelf toe.", "is_vervolgd and not is_gevraagd"
                ),
                count("langer", "Vervolg dat langer duurt dan wat eraan voorafging.", "dagen_vervolg > dagen"),
                count("korter", "Vervolg dat korter duurt dan wat eraan voorafging.", "dagen_vervolg < dagen"),
                count("open_einde", "Vervolg zonder einddatum.", "is_vervolgd and dagen_vervolg is null"),
                Column(
                    name="dagen_ervoor",
                    sentence="Mediaan van de duur van de toewijzingen die een vervolg met einddatum kregen.",
                    unit=Unit.DAYS,
                    counts="quantile_disc(dagen, 0.5)",
                    where="dagen_vervolg is not null",
                    absent=_NONE,
                ),
                Column(
                    name="dagen_vervolg",
                    sentence="Mediaan van de duur van die vervolgtoewijzingen.",
                    unit=Unit.DAYS,
                    counts="quantile_disc(dagen_vervolg, 0.5)",
                    absent=_NONE,
                ),
                count("meer_volume", "Vervolg met meer volume in dezelfde eenheid.", "volume_vervolg > volume"),
                count("minder_volume", "Vervolg met minder volume in dezelfde eenheid.", "volume_vervolg < volume"),
            ),
        ),
    ),
    charts=(
        Chart(
            name="vervolg",
            title="Deel van de toewijzingen dat een vervolg krijgt",
            description="Een staaf per plek: welk deel van de toewijzingen die afliepen een vervolg kreeg.",
            kind=ChartKind.BAR,
            table="vervolg",
            x="plek",
            y=("aandeel_vervolgd",),
            by="beeindigd",
        ),
    ),
)
