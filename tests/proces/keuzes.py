# SPDX-License-Identifier: EUPL-1.2
"""Registers that a region may have: plafonds that hold most, some or nothing, who takes part, who answers himself."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from hypothesis import strategies as st

from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import Gemeente, Mandaat, Partij, Plafond
from plafonds.bouw import BEGIN, A, B, G, plafond, rows, tarieven

BUUR = "0384"
"""A gemeente that some registers have in the region, and others not, or only from some day on."""


class Keuze(msgspec.Struct, frozen=True):
    """What a register has that others have not. `termijn`: months within which is declared."""

    plafonds: list[Plafond]
    cents: int
    buur_van: date | None
    beleid: str
    termijn: int

    def inhoud(self, answer_themselves: Collection[str]) -> dict[str, Sequence[Any]]:
        """The rows, by file."""
        buren = [] if self.buur_van is None else [Gemeente(gemeente=BUUR, gebied="1", geldig_van=self.buur_van)]
        content = rows(
            *self.plafonds,
            tarieven=tarieven(cents=self.cents),
            gemeenten=[Gemeente(gemeente=G, gebied="1", geldig_van=BEGIN), *buren],
            mandaten=[Mandaat(gemeente=G, beleid=self.beleid, geldig_van=BEGIN)],
            parameters=[Parameters(declaratietermijn_maanden=self.termijn, geldig_van=BEGIN)],
        )
        partijen = [
            *content["partijen"],
            Partij(soort="gemeente", code=BUUR, naam="Buurgemeente", geldig_van=BEGIN),
            Partij(soort="regio", code="REGIO", naam="De regio", geldig_van=BEGIN),
        ]
        own = [
            msgspec.structs.replace(one, retour="zelf") if one.code in answer_themselves else one for one in partijen
        ]
        return content | {"partijen": own}


PLAFONDS = st.builds(
    lambda who, jaar, euro, segment: plafond(
        jaar, euro, aanbieder=who, segment=segment, **({} if euro is not None else {"zonder_plafond": True})
    ),
    st.sampled_from([A, B]),
    st.sampled_from([2026, 2026, 2027]),
    st.sampled_from([0, 30, 150, 700, 3000]) | st.integers(0, 3000) | st.none(),
    st.sampled_from(["", "", "2"]),
)
GEWOON = [plafond(jaar, 900, aanbieder=who) for who in (A, B) for jaar in (2026, 2027)]
KEUZES = st.builds(
    lambda basis, every, cents, buur_van, beleid, termijn: Keuze(
        list({(one.aanbieder, one.jaar, one.segment): one for one in (*basis, *every)}.values()),
        cents,
        buur_van,
        beleid,
        termijn,
    ),
    st.sampled_from([GEWOON, GEWOON, []]),
    st.lists(PLAFONDS, min_size=1, max_size=5),
    st.sampled_from([100, 100, 37]),
    st.sampled_from([None, BEGIN, date(2026, 5, 20), date(2027, 1, 1)]),
    st.sampled_from(["signaleren", "blokkeren"]),
    st.sampled_from([3, 1, 0]),
)
