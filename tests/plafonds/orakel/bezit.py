# SPDX-License-Identifier: EUPL-1.2
"""6.2 and 6.4 read aloud: what every claim holds, counted anew from all facts each time it is asked.

Slow and obvious, and nothing of the product is used. Where the definitions leave a choice docs/plafonds.md says which
was made. Where neither does, the oracle reads:
- A prestatie on a toewijzing that begins in a later year is placed on 1 January of its own year.
- A claim is only unknown for days of which something is still expected (not declared, not too old, not after a stop).
- A toewijzing is new until something was decided or booked on it: also one that was removed before it was sent.
- A JW317 that asks nothing at all is decided on (`ja`) when its gemeente takes part on the first day that it names.
- A JW317 asks the days on which it wishes another thing than there is; only what may cost more is asked.
- Open care in a year without plafond is never wholly within a tenzij: it has no last day.
- A toewijzing that is still to begin is a running one: its client is not new under a cliëntenstop.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from plafonds.orakel import staat
from plafonds.orakel.dekking import Plek, Sleutel, Stuk, gedekt, geordend
from plafonds.orakel.feiten import (
    Clientenstop,
    Deel,
    Feit,
    Plafond,
    Prestatie,
    Register,
    Tenzij,
    Toewijzing,
    Verzoek,
    Wijziging,
    Zorg,
)
from plafonds.orakel.kosten import (
    DAG,
    dagen,
    dagprijzen,
    is_som,
    is_taakgericht,
    laatste_dag,
    plafonds,
    stukken,
    telt_mee,
    verdeeld,
)

Bedragen = Counter[Plek]
Post = tuple[Plek, str, str]
"""Plafond, rekening, and on a TENZIJ rekening the name of the tenzij."""
Boek = dict[Sleutel, Counter[Post]]
"""What is held for each claim."""


def plek(row: Plafond) -> Plek:
    return row.aanbieder, row.jaar, row.perceel, row.segment


def op_plafond(held: Counter[Post]) -> Bedragen:
    """What is not covered by a tenzij."""
    result: Bedragen = Bedragen()
    for (where, _, tenzij), cents in held.items():
        if not tenzij:
            result[where] += cents
    return result


def in_totaal(held: Counter[Post]) -> Bedragen:
    """Covered or not."""
    result: Bedragen = Bedragen()
    for (where, _, _), cents in held.items():
        result[where] += cents
    return result


class Bezit:
    """What was said, what holds, what is reserved. `feiten` in order of arrival."""

    def __init__(self, register: Register, vandaag: date) -> None:
        self.register = register
        self.vandaag = vandaag
        self.peilmaand: date | None = None
        self.feiten: list[Feit] = []
        self._gelezen: tuple[int, staat.Staat] | None = None
        self.tenzijs: dict[str, Tenzij] = {}
        self.stops: dict[str, Clientenstop] = {}
        self.uitkomst: dict[Sleutel, str] = {}
        """What was decided on each verzoek last."""
        self.ontvangen: dict[Sleutel, date] = {}
        """When each verzoek came, or the JW319 "in onderzoek" on it."""
        self.onderzocht: set[Sleutel] = set()
        self.vervalt: dict[Sleutel, date] = {}
        """What is reserved, and when it lapses."""
        self.besloten: set[staat.Nummer] = set()
        """Which toewijzingen are not new any more: something was decided or booked on them."""
        self.gekend: set[Plek] = set()

    # -- what is claimed

    @property
    def zorgstaat(self) -> staat.Staat:
        """What is true of care now; facts are only ever added."""
        if self._gelezen is None or self._gelezen[0] != len(self.feiten):
            self._gelezen = len(self.feiten), staat.Staat(self.feiten)
        return self._gelezen[1]

    def boek(self, also: Verzoek | Wijziging | None = None) -> Boek:
        """Everything that is held now; `also` as if it were reserved."""
        every, geheel = self._stukken(also)
        result: Boek = {stuk.sleutel: Counter() for stuk in every}
        for stuk, covered in gedekt(every, self.tenzijs.values(), geheel):
            soort = "REALISATIE" if stuk.is_realisatie else "BESLAG"
            plain = "GERESERVEERD" if stuk.sleutel[0] == "verzoek" else soort
            for where in stuk.plekken:
                result[stuk.sleutel][where, plain, ""] += stuk.cents - covered.total()
                for tenzij, cents in covered.items():
                    result[stuk.sleutel][where, f"TENZIJ_{soort}", tenzij] += cents
        for sleutel, whole in geheel.items():
            result[sleutel] = self._hoogstens(result[sleutel], whole)
        return {sleutel: +held for sleutel, held in result.items()}

    def productie(self) -> Counter[tuple[str, int, int]]:
        """What was approved under each tenzij, by half year."""
        result: Counter[tuple[str, int, int]] = Counter()
        every, geheel = self._stukken(None)
        for stuk, covered in gedekt(every, self.tenzijs.values(), geheel):
            for tenzij, cents in covered.items():
                result[tenzij, stuk.jaar, 1 if stuk.dag.month <= 6 else 2] += cents if stuk.is_realisatie else 0
        return result

    def _stukken(self, also: Verzoek | Wijziging | None) -> tuple[list[Stuk], dict[Sleutel, Bedragen]]:
        """All pieces of all that is held; and of each JW317 among them what it asks as a whole."""
        every = [stuk for one in self.zorgstaat.versies for stuk in self._van_toewijzing(one)]
        for one in self.feiten:
            if isinstance(one, Verzoek | Wijziging) and (self._sleutel(one) in self.vervalt or one is also):
                every += self._van_verzoek(one)
        keys = {stuk.sleutel for stuk in every}
        asked = [one for one in self.feiten if isinstance(one, Wijziging) and self._sleutel(one) in keys]
        return every, {self._sleutel(one): self._gevraagd(one) for one in asked}

    def _hoogstens(self, held: Counter[Post], whole: Bedragen) -> Counter[Post]:
        """A JW317 holds per plafond what it asks more as a whole: of what its products ask more, covered goes first."""
        result: Counter[Post] = Counter()
        for where, cents in whole.items():
            rest = cents
            for post in sorted(post for post in held if post[0] == where and post[2]):
                result[post] = min(rest, held[post])
                rest -= result[post]
            result[where, "GERESERVEERD", ""] = rest
        return result

    def _van_toewijzing(self, nummer: staat.Nummer) -> list[Stuk]:
        """What it still expects, and what was approved."""
        zorg, sleutel = self.zorgstaat.versies[nummer][-1].zorg, ("toewijzing", *nummer)
        found = self._verwachte_stukken(sleutel, zorg, self._tellende(nummer))
        for one in self._goedgekeurd(nummer):
            found += self._gerealiseerd(sleutel, zorg, one)
        return found

    def _goedgekeurd(self, nummer: staat.Nummer) -> list[Prestatie]:
        return [one for one in self.zorgstaat.goedgekeurd if (one.gemeente, one.nummer) == nummer]

    def _tellende(self, nummer: staat.Nummer) -> list[date]:
        """The days of which something is still expected."""
        every = self.zorgstaat.versies[nummer]
        if every[-1].is_verwijderd:
            return []
        declared = {day for one in self._goedgekeurd(nummer) for day in dagen(one.begin, one.eind)}
        bound, last = self._ondergrens(min(one.ontvangen for one in every)), self._tot(every[-1])
        every_day = dagprijzen(every[-1].zorg, self.register)
        return [day for day in every_day if bound <= day <= last and day not in declared]

    def _gerealiseerd(self, sleutel: Sleutel, zorg: Zorg, one: Prestatie) -> list[Stuk]:
        what = replace(zorg, categorie=one.categorie, code=one.code)
        jaar = one.begin.year
        if not telt_mee(zorg, jaar, self.register) or is_taakgericht(what, self.register):
            return []
        plekken = self._plekken(what, jaar)
        return [
            Stuk(sleutel, jaar, zorg.begin, True, day, cents, plekken, self._dekbaar(zorg, day, cents))
            for day, cents in verdeeld(one.cents, one.begin, one.eind, self._grenzen(zorg))
            if cents and plekken
        ]

    def _verwachte_stukken(self, sleutel: Sleutel, zorg: Zorg, tellende: Iterable[date] | None = None) -> list[Stuk]:
        """By year, and cut where a tenzij begins or has ended."""
        if is_taakgericht(zorg, self.register):
            return []
        counting = None if tellende is None else frozenset(tellende)
        return [
            Stuk(sleutel, day.year, zorg.begin, False, day, cents, plekken, self._dekbaar(zorg, day, cents))
            for day, cents in stukken(zorg, self.register, counting, self._grenzen(zorg))
            if telt_mee(zorg, day.year, self.register) and (plekken := self._plekken(zorg, day.year))
        ]

    def _over(self, zorg: Zorg) -> list[Tenzij]:
        return geordend(one for one in self.tenzijs.values() if self._is_over(one, zorg))

    def _grenzen(self, zorg: Zorg) -> set[date]:
        return {day for one in self._over(zorg) for day in (one.van, one.tot + DAG)}

    def _dekbaar(self, zorg: Zorg, day: date, cents: int) -> dict[str, int]:
        return {one.naam: cents for one in self._over(zorg) if one.van <= day <= one.tot}

    def _is_over(self, tenzij: Tenzij, zorg: Zorg) -> bool:
        mine = (tenzij.client, tenzij.aanbieder, tenzij.categorie) == (zorg.client, zorg.aanbieder, zorg.categorie)
        return mine and tenzij.code in (None, zorg.code)

    def _plekken(self, zorg: Zorg, jaar: int) -> tuple[Plek, ...]:
        rows = plafonds(zorg.aanbieder, jaar, zorg.categorie, zorg.code, self.register)
        return tuple(plek(row) for row in rows if row.cents is not None)

    def _tot(self, toewijzing: Toewijzing) -> date:
        """After a definitive stop without restart: until its Einddatum."""
        last = laatste_dag(toewijzing.zorg, self.register)
        return min(last, staat.gestopt_op(self.zorgstaat.leveringen, toewijzing) or last)

    def _ondergrens(self, ontvangen: date) -> date:
        """What was not declared of the months before this day is not expected any more."""
        if self.peilmaand is None or self.register.declaratietermijn == 0:
            return date.min
        months = self.peilmaand.year * 12 + self.peilmaand.month - 1 - self.register.declaratietermijn
        bound = date(months // 12, months % 12 + 1, 1)
        # Of what came later the term runs from the month in which it came: until then nothing is too old.
        return bound if ontvangen < bound else date.min

    def _van_verzoek(self, verzoek: Verzoek | Wijziging) -> list[Stuk]:
        """What it holds until it is answered or lapses."""
        sleutel = self._sleutel(verzoek)
        if isinstance(verzoek, Verzoek):
            return self._verwachte_stukken(sleutel, verzoek.zorg)
        first = min((deel.begin for deel in verzoek.delen), default=self.vandaag)
        return [stuk for deel in verzoek.delen for stuk in self._van_deel(sleutel, verzoek, deel, first)]

    def _van_deel(self, sleutel: Sleutel, verzoek: Wijziging, deel: Deel, begin: date) -> list[Stuk]:
        """Per year what one product of a JW317 asks more; covered what it asks more on the days of a tenzij."""
        wens, old = self._wens(verzoek, deel), self._te_wijzigen(verzoek, deel)
        if not wens:
            return []
        pieces = [(stuk, 1) for zorg in wens for stuk in self._verwachte_stukken(sleutel, zorg)]
        pieces += [(stuk, -1) for stuk in self._verwachte_stukken(sleutel, old)] if old else []
        found: list[Stuk] = []
        for jaar in sorted({stuk.jaar for stuk, _ in pieces}):
            own = [(stuk, keer) for stuk, keer in pieces if stuk.jaar == jaar]
            rest = sum(keer * stuk.cents for stuk, keer in own)
            # The days that the same tenzij's are about, and last those that none is about.
            for namen in sorted({tuple(stuk.dekbaar) for stuk, _ in own}, key=lambda namen: (not namen, namen)):
                here = [(stuk, keer) for stuk, keer in own if tuple(stuk.dekbaar) == namen]
                asks = sum(keer * stuk.cents for stuk, keer in here)
                cents = min(rest, asks) if namen else rest
                if cents > 0:
                    rest -= cents
                    first = min(stuk.dag for stuk, _ in here)
                    dekbaar = dict.fromkeys(namen, cents)
                    found.append(Stuk(sleutel, jaar, begin, False, first, cents, here[0][0].plekken, dekbaar))
            if rest > 0:
                found.append(Stuk(sleutel, jaar, begin, False, date(jaar, 12, 31), rest, own[0][0].plekken))
        return found

    def verwacht(self, zorg: Zorg) -> Bedragen:
        """What care is expected to cost, under every plafond that covers it."""
        result: Bedragen = Bedragen()
        for stuk in self._verwachte_stukken(("", "", ""), zorg):
            for where in stuk.plekken:
                result[where] += stuk.cents
        return result

    def _sleutel(self, verzoek: Verzoek | Wijziging) -> Sleutel:
        who = verzoek.zorg if isinstance(verzoek, Verzoek) else verzoek
        return "verzoek", who.aanbieder, verzoek.referentie

    def _gevraagd(self, verzoek: Verzoek | Wijziging) -> Bedragen:
        if isinstance(verzoek, Verzoek):
            return self.verwacht(verzoek.zorg)
        result: Bedragen = Bedragen()
        for deel in verzoek.delen:
            result.update(self._deel(verzoek, deel))
        return +result

    # -- a JW317

    def _deel(self, verzoek: Wijziging, deel: Deel) -> Bedragen:
        """What one of its products would claim more; less than nothing when it gives back."""
        result: Bedragen = Bedragen()
        for zorg in self._wens(verzoek, deel):
            result.update(self.verwacht(zorg))
        old = self._te_wijzigen(verzoek, deel)
        if old is not None:
            result.subtract(self.verwacht(old))
        return result

    def _te_wijzigen(self, verzoek: Wijziging, deel: Deel) -> Zorg | None:
        if deel.nummer is None:
            return None
        every = self.zorgstaat.versies.get((verzoek.gemeente, deel.nummer))
        return every[-1].zorg if every and not every[-1].is_verwijderd else None

    def _wens(self, verzoek: Wijziging, deel: Deel) -> list[Zorg]:
        """IV093: the care as it would become."""
        if deel.nummer is None:
            who = (verzoek.client, verzoek.aanbieder, verzoek.gemeente)
            return [Zorg(*who, deel.categorie, deel.code, deel.begin, deel.eind, deel.omvang, deel.budget)]
        old = self._te_wijzigen(verzoek, deel)
        if old is None:
            return []
        new = replace(old, eind=deel.eind, omvang=deel.omvang, budget=deel.budget)
        if is_som(old) or (old.omvang, old.budget) == (deel.omvang, deel.budget):
            return [new]
        day_before = deel.begin - DAG
        until = min(old.eind or day_before, day_before)
        stays = [replace(old, eind=until)] if until >= old.begin else []
        return [*stays, replace(new, begin=deel.begin)]

    # -- what stands where

    def _gehouden(self, boek: Boek) -> Bedragen:
        """Everything that is held under the plafonds."""
        held: Bedragen = Bedragen()
        for one in boek.values():
            held.update(op_plafond(one))
        return held

    def bedrag(self, where: Plek) -> int:
        return sum(row.cents or 0 for row in self.register.plafonds if plek(row) == where)

    def rekeningen(self) -> dict[Plek, dict[str, int]]:
        """Every rekening of every plafond that was ever loaded."""
        boek = list(self.boek().values())
        result = {}
        for where in sorted(self.gekend):
            own: Counter[str] = Counter()
            for held in boek:
                for (there, rekening, _), cents in held.items():
                    if there == where:
                        own[rekening] += cents
            covered = own["TENZIJ_BESLAG"] + own["TENZIJ_REALISATIE"]
            rest = self.bedrag(where) - own.total() + covered
            own["PLAFOND"], own["TENZIJ_RUIMTE"] = -self.bedrag(where), -covered
            own["VRIJ"], own["OVERSCHRIJDING"] = max(0, rest), min(0, rest)
            result[where] = {name: cents for name, cents in own.items() if cents}
        return result
