# SPDX-License-Identifier: EUPL-1.2
"""Which start resumed which interrupted levering (definitions.md 2): once in Python, once in SQL, and nowhere else.

A levering without a definitive stop is interrupted from its temporary Einddatum on, but never on its own Begindatum.
A later start of the same client, aanbieder and toewijzing ends all that are interrupted then. Without a toewijzing,
of the same product, it ends one: the interrupted levering with the latest Begindatum. So those wait like open brackets,
and each start closes the last one that is still open.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date

from berichtenverkeer.projections.leveringen import Levering


def hervattingen(leveringen: Collection[Levering]) -> dict[str, date]:
    """By sleutel: the day on which an interrupted levering was resumed. Those that were not are left out.

    `leveringen` are those of one client that were not removed.
    """
    per_plaats: dict[object, list[Levering]] = defaultdict(list)
    for levering in leveringen:
        per_plaats[levering.plaats].append(levering)
    hervat: dict[str, date] = {}
    for samen in per_plaats.values():
        komend = sorted((een for een in samen if een.is_onderbroken), key=_vanaf, reverse=True)
        wachtend: list[Levering] = []
        for dag in sorted({een.begindatum for een in samen}):
            while komend and _vanaf(komend[-1]) <= dag.toordinal():
                insort(wachtend, komend.pop(), key=lambda een: een.begindatum)
            weer = wachtend[-1:] if samen[0].toewijzing_nummer is None else wachtend[:]
            del wachtend[len(wachtend) - len(weer) :]
            hervat |= {een.sleutel: dag for een in weer}
    return hervat


def laatste_dagen(leveringen: Collection[Levering]) -> dict[str, date | None]:
    """By sleutel: the last day of every levering of a client; None while it runs or is interrupted."""
    hervat = hervattingen(leveringen)
    return {een.sleutel: een.tijdelijk_einde if een.sleutel in hervat else een.einde for een in leveringen}


def _vanaf(levering: Levering) -> int:
    """The first day (ordinal) on which a start finds it interrupted."""
    assert levering.tijdelijk_einde is not None
    return max(levering.begindatum.toordinal() + 1, levering.tijdelijk_einde.toordinal())


def zelfde_plaats(een: str, ander: str) -> str:
    """That two rows are of one client, and one `Levering.plaats`, so that one can continue the other."""
    return f"""
      {een}.client = {ander}.client and {een}.gemeente = {ander}.gemeente and {een}.aanbieder = {ander}.aanbieder
      and {een}.toewijzing_nummer is not distinct from {ander}.toewijzing_nummer
      and ({ander}.toewijzing_nummer is not null or ({een}.categorie is not distinct from {ander}.categorie
                                                     and {een}.code is not distinct from {ander}.code))"""


def hervat_op(rij: str, op_k: Callable[[str], str]) -> str:
    """The day on which the row `rij` of levering was resumed, null when it was not; as known at K (`op_k` of a row).

    Of what began later, `stap` adds one that begins to wait and takes off one that is resumed; on one day the
    waiting come first. A start that brings `saldo` lower than ever found none of those, so it is there for `rij`.
    """
    return f"""case when {rij}.einde is null and {rij}.tijdelijk_einde is not null then (
    select min(dag) from (
      select dag, stap, saldo, min(saldo) over (
        order by dag, stap desc rows between unbounded preceding and 1 preceding) as laagste
      from (
        select s.dag, s.stap, sum(s.stap) over (order by s.dag, s.stap desc) as saldo
        from levering n cross join lateral (values (n.begindatum, -1),
          (case when n.toewijzing_nummer is null and n.einde is null and n.tijdelijk_einde is not null
             then greatest(n.begindatum + 1, n.tijdelijk_einde) end, 1)) s (dag, stap)
        where {op_k("n")} and not n.is_verwijderd and n.begindatum > {rij}.begindatum and s.dag is not null
          and {zelfde_plaats("n", rij)}
      ) opgeteld
    ) gezien where stap < 0 and saldo < least(laagste, 0) and dag >= {rij}.tijdelijk_einde) end"""
