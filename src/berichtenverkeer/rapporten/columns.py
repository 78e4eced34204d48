# SPDX-License-Identifier: EUPL-1.2
"""The columns that reports have alike: keys, numbers of facts, youths and aanbieders, money, shares, growth, spread."""

from berichtenverkeer.rapporten.declaration import Column, Unit


def key(name: str, sentence: str, unit: Unit = Unit.CODE, absent: str = "") -> Column:
    """What tells rows apart; of a list what is shown of each fact."""
    return Column(name=name, sentence=sentence, unit=unit, absent=absent)


def count(
    name: str, sentence: str, where: str = "", head: str = "", *, additive: bool = True, in_time: bool = True
) -> Column:
    """How many facts: of plekken that add up to the total, of months that add up to the year, unless told otherwise."""
    return Column(
        name=name,
        sentence=sentence,
        unit=Unit.COUNT,
        counts="count(*)",
        where=where,
        head=head,
        is_additive=additive,
        adds_in_time=in_time,
    )


def clients(name: str, sentence: str, where: str = "", head: str = "") -> Column:
    """How many youths; who is in two plekken or months counts in both, so nothing adds up."""
    return Column(
        name=name, sentence=sentence, unit=Unit.COUNT, counts="count(distinct client)", where=where, head=head
    )


def aanbieders(name: str, sentence: str, where: str = "", *, is_personal: bool = True) -> Column:
    """How many aanbieders."""
    return Column(
        name=name,
        sentence=sentence,
        unit=Unit.COUNT,
        counts="count(distinct aanbieder)",
        where=where,
        is_personal=is_personal,
    )


def cents(
    name: str,
    sentence: str,
    of: str = "",
    where: str = "",
    *,
    absent: str = "",
    in_time: bool = False,
    is_personal: bool = True,
) -> Column:
    """A sum of money: of the column of the facts that is called so, or of another."""
    return Column(
        name=name,
        sentence=sentence,
        unit=Unit.CENTS,
        counts=f"sum({of or name})",
        where=where,
        absent=absent,
        is_additive=True,
        adds_in_time=in_time,
        is_personal=is_personal,
    )


def share(name: str, sentence: str, part: str, whole: str, *, absent: str, is_personal: bool = True) -> Column:
    """A percentage of two columns."""
    out_of = f"procent({part}, {whole})"
    return Column(
        name=name, sentence=sentence, unit=Unit.PERCENT, out_of=out_of, absent=absent, is_personal=is_personal
    )


_PER_YEAR = "(select 12 // (datediff('month', begin, eind) + 1) from perioden where nummer = 0)"
"""How many periods of the report a year has."""


def growth(name: str, sentence: str, of: str, *, absent: str, a_year: bool = False) -> Column:
    """How much more than in the period before it, or `a_year` before it, in the same report: a percentage."""
    before = f"lag({of}, {_PER_YEAR}) over w_plek" if a_year else f"lag({of}) over w_plek"
    out_of = f"procent({of} - {before}, {before})"
    return Column(name=name, sentence=sentence, unit=Unit.PERCENT, out_of=out_of, absent=absent)


def spread(prefix: str, what: str, days: str, *, absent: str, unit: Unit = Unit.DAYS) -> tuple[Column, Column]:
    """The median and the p90 of those that are not below 0: what half, and 90 %, did not go beyond."""
    return (
        Column(
            name=f"{prefix}mediaan",
            sentence=f"{what}: bij de helft hooguit zoveel {unit}.",
            unit=unit,
            counts=f"quantile_disc({days}, 0.5)",
            where=f"{days} >= 0",
            absent=absent,
        ),
        Column(
            name=f"{prefix}p90",
            sentence=f"{what}: bij negen van de tien hooguit zoveel {unit}.",
            unit=unit,
            counts=f"quantile_disc({days}, 0.9)",
            where=f"{days} >= 0",
            absent=absent,
        ),
    )
