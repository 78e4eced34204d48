# SPDX-License-Identifier: EUPL-1.2
"""The costs of a region shared by a key (definitions.md 6.6, K11): who pays and who gets. Pure."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from berichtenverkeer.plafonds.voorstel import in_proportion


class Sleutel(StrEnum):
    """By what the costs are shared."""

    JEUGDIGEN = "jeugdigen"
    """Youths with help in the year before."""
    INHABITANTS = "inwoners"
    """Inhabitants of 0 to 17 years, of the year."""
    THREE_YEARS = "drie-jaar"
    """The mean of youths with help in the three years before."""
    EIGEN = "eigen"
    """Own amounts: what each gemeente put in."""


class Share(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One gemeente: its costs, its weight by the key, what it bears by that, and what it pays (below 0: gets)."""

    gemeente: str
    kosten_cents: int
    gewicht: int
    aandeel_cents: int
    bijdrage_cents: int


def shared(costs: Mapping[str, int], weights: Mapping[str, int]) -> list[Share]:
    """The costs of all gemeenten shared in proportion to their weights, to the cent: what is paid sums to zero.

    Without any weight nothing is shared: each bears its own.
    """
    gemeenten = sorted(costs.keys() | weights.keys())
    whole = sum(costs.values())
    own = [weights.get(gemeente, 0) for gemeente in gemeenten]
    parts = in_proportion(own, whole) if sum(own) else [costs.get(gemeente, 0) for gemeente in gemeenten]
    return [
        Share(
            gemeente=gemeente,
            kosten_cents=costs.get(gemeente, 0),
            gewicht=weight,
            aandeel_cents=part,
            bijdrage_cents=part - costs.get(gemeente, 0),
        )
        for gemeente, weight, part in zip(gemeenten, own, parts, strict=True)
    ]
