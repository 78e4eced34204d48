# SPDX-License-Identifier: EUPL-1.2
"""The columns that reports of waiting have alike (definitions 5): how many, the middle, the slow end, the norm."""

from berichtenverkeer.rapporten.declaration import Column, Unit


def counted(name: str, sentence: str, where: str = "", *, in_time: bool = True) -> Column:
    """A number of toewijzingen (or what else the facts are)."""
    return Column(
        name=name,
        sentence=sentence,
        unit=Unit.COUNT,
        counts="count(*)",
        where=where,
        is_additive=True,
        adds_in_time=in_time,
    )


def spread(prefix: str, what: str, days: str, *, absent: str, unit: Unit = Unit.DAYS) -> tuple[Column, Column]:
    """The median and the p90 of those that are not below 0: within how many days half, and 90 %, was done."""
    return (
        Column(
            name=f"{prefix}mediaan",
            sentence=f"{what}: binnen hoeveel {unit} de helft klaar was.",
            unit=unit,
            counts=f"quantile_disc({days}, 0.5)",
            where=f"{days} >= 0",
            absent=absent,
        ),
        Column(
            name=f"{prefix}p90",
            sentence=f"{what}: binnen hoeveel {unit} negen van de tien klaar waren.",
            unit=unit,
            counts=f"quantile_disc({days}, 0.9)",
            where=f"{days} >= 0",
            absent=absent,
        ),
    )


def share(name: str, sentence: str, part: str, whole: str, *, absent: str) -> Column:
    """A percentage of two columns."""
    return Column(name=name, sentence=sentence, unit=Unit.PERCENT, out_of=f"procent({part}, {whole})", absent=absent)
