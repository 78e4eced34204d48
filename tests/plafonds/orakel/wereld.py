# SPDX-License-Identifier: EUPL-1.2
"""6.3 read aloud: what is decided, and what is reserved until it is answered or lapses.

Which reading is taken where the text leaves room: see `bezit.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plafonds.orakel import staat
from plafonds.orakel.bezit import Bedragen, Bezit, Boek, Post, in_totaal, op_plafond, plek
from plafonds.orakel.dekking import Plek, Sleutel
from plafonds.orakel.feiten import (
    Antwoord,
    Clientenstop,
    Feit,
    Plafond,
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
    is_deelnemer,
    is_som,
    is_taakgericht,
    laatste_dag,
    plafonds,
    product,
    telt_mee,
)

RESERVERINGSDUUR = timedelta(days=56)


@dataclass(frozen=True)
class Besluit:
    """One outcome, with what the claim asks of each plafond."""

    sleutel: Sleutel
    uitkomst: str
    delen: Mapping[Plek, int]
    vervalt: date | None = None


def _afspraak(zorg: Zorg, day: date) -> object:
    """What is agreed for a day. An amount for the whole is another thing when it is for other days."""
    if not zorg.begin <= day <= (zorg.eind or date.max):
        return None
    return zorg.omvang, zorg.budget, (zorg.begin, zorg.eind) if is_som(zorg) else ()


@dataclass(frozen=True)
class Vraag:
    """One product that is decided on: until when it claims, what it takes more."""

    zorg: Zorg
    laatste: date
    erbij: Bedragen
    verwijzer: str | None = None
    nu: Zorg | None = None
    """What a JW317 would change, as it is."""
    tellende: list[date] | None = None
    """The days of which something is still expected; None: all."""


class Wereld(Bezit):
    """One region: what happens in it, bericht by bericht, and what is decided."""

    def __init__(self, register: Register, vandaag: date) -> None:
        super().__init__(register, vandaag)
        self.laad(register)

    # -- what happens

    def laad(self, register: Register) -> None:
        self.register = register
        self.gekend |= {plek(row) for row in register.plafonds if row.cents is not None}
        self._onthoud()

    def verschuif(self) -> None:
        self.peilmaand = self.vandaag.replace(day=1)

    def verloop(self) -> list[Sleutel]:
        """What lapses today, gives its room back."""
        gone = [sleutel for sleutel, day in self.vervalt.items() if day <= self.vandaag]
        for sleutel in gone:
            del self.vervalt[sleutel]
        return gone

    def doe(self, *feiten: Feit) -> list[Besluit]:
        """One bericht: its decisions, in document order."""
        before = self.boek()
        answered = self._beantwoord(feiten)
        self._bekend = {one: self._loopt(one) for one in {self._wie(feit) for feit in feiten}}
        self.feiten += feiten
        besluiten = self._toewijzingen(feiten, before, answered)
        for one in feiten:
            match one:
                case Antwoord(is_afwijzing=False) if staat.is_open(self.feiten, one.aanbieder, one.referentie):
                    sleutel = ("verzoek", one.aanbieder, one.referentie)
                    if sleutel in self.onderzocht:  # only the first says when
                        continue
                    self.onderzocht.add(sleutel)
                    self.ontvangen[sleutel] = self.vandaag
                    if sleutel in self.vervalt:
                        self.vervalt[sleutel] = self.vandaag + RESERVERINGSDUUR
                case Verzoek() | Wijziging():
                    self.ontvangen[self._sleutel(one)] = self.vandaag
                    besluiten += self._verzoek(one)
                case _:
                    pass
        self._onthoud()
        return besluiten

    def tenzij(self, tenzij: Tenzij) -> list[Besluit]:
        """What holds of it from now on; what had a `nee` and is still open is decided anew."""
        old = self.tenzijs.get(tenzij.naam)
        self.tenzijs[tenzij.naam] = tenzij
        besluiten = []
        if old is None or old.maximum < tenzij.maximum or old.tot < tenzij.tot:
            asked = {self._sleutel(one): one for one in self.feiten if isinstance(one, Verzoek | Wijziging)}
            for sleutel in list(self.uitkomst):  # in the order of those decisions
                if self._wie(asked[sleutel]) == (tenzij.client, tenzij.aanbieder):
                    besluiten += self._opnieuw(asked[sleutel])
        self._onthoud()
        return besluiten

    def _opnieuw(self, verzoek: Verzoek | Wijziging) -> list[Besluit]:
        _, aanbieder, referentie = sleutel = self._sleutel(verzoek)
        had_nee = self.uitkomst.get(sleutel, "").startswith("nee")
        if not had_nee or not staat.is_open(self.feiten, aanbieder, str(referentie)):
            return []
        self._bekend = {self._wie(verzoek): self._loopt(self._wie(verzoek))}
        was = self.uitkomst[sleutel]
        return [one for one in self._verzoek(verzoek) if one.uitkomst != was]

    def _onthoud(self) -> None:
        for (soort, partij, number), held in self.boek().items():
            if soort == "toewijzing" and +held:
                self.besloten.add((partij, int(number)))

    # -- what is decided

    def _beantwoord(self, feiten: Sequence[Feit]) -> list[Sleutel]:
        """The reservations that this bericht answers for good."""
        found: list[Sleutel] = []
        for one in feiten:
            match one:
                case Antwoord(is_afwijzing=True):
                    found.append(("verzoek", one.aanbieder, one.referentie))
                case Toewijzing(referentie=str(ref)):
                    found.append(("verzoek", one.zorg.aanbieder, ref))
                case _:
                    pass
        return [sleutel for sleutel in dict.fromkeys(found) if sleutel in self.vervalt]

    def _toewijzingen(self, feiten: Sequence[Feit], before: Boek, answered: Sequence[Sleutel]) -> list[Besluit]:
        """Each that is new or takes more; what any gives back is given back first."""
        reserved = {sleutel: op_plafond(before.get(sleutel, Counter())) for sleutel in answered}
        for sleutel in answered:
            del self.vervalt[sleutel]
        after = self.boek()
        held = self._gehouden(before)
        about = [one for one in feiten if isinstance(one, Toewijzing)]
        numbers = list(map(staat.nummer, about))
        old = {one: op_plafond(before.get(("toewijzing", *one), Counter())) for one in numbers}
        new = {one: op_plafond(after.get(("toewijzing", *one), Counter())) for one in numbers}
        for which in old:
            held.subtract(old[which] - new[which])
        besluiten = []
        for one, which in zip(about, numbers, strict=True):
            besides = new[which] - old[which]
            old[which] = old[which] | new[which]
            own = reserved.get(("verzoek", one.zorg.aanbieder, one.referentie or ""), Bedragen())
            held.subtract(own)
            fits = all(cents <= self.bedrag(where) - held[where] for where, cents in besides.items())
            held.update(own - besides)
            held.update(besides)
            own -= besides
            was, is_now = (boek.get(("toewijzing", *which), Counter()) for boek in (before, after))
            if (more := in_totaal(is_now) - in_totaal(was)) or which not in self.besloten:
                besluiten += self._over_toewijzing(which, is_now, more, fits=fits, takes_room=bool(besides))
        return besluiten

    def _over_toewijzing(
        self, which: staat.Nummer, held: Counter[Post], besides: Bedragen, *, fits: bool, takes_room: bool
    ) -> list[Besluit]:
        toewijzing = self.zorgstaat.versies[which][-1]
        if (toewijzing.is_verwijderd and not besides) or not self._is_ons(toewijzing.zorg, self._tot(toewijzing)):
            return []
        self.besloten.add(which)
        vraag = Vraag(toewijzing.zorg, self._tot(toewijzing), besides, self._verwijzer(which))
        vraag = replace(vraag, tellende=self._tellende(which))
        uitkomst = self._uitkomst([vraag], held, "" if fits else "overschrijding", takes_room=takes_room)
        return [Besluit(("toewijzing", *which), uitkomst, in_totaal(held))]

    def _verwijzer(self, which: staat.Nummer) -> str | None:
        """Of the verzoek that the earliest version with a reference refers to (definitions 2)."""
        every = [one for one in self.zorgstaat.versies[which] if one.referentie]
        for one in self.feiten:
            if every and isinstance(one, Verzoek) and one.referentie == every[0].referentie:
                return one.verwijzer
        return None

    def _verzoek(self, verzoek: Verzoek | Wijziging) -> list[Besluit]:
        every = self._vragen(verzoek)
        vragen = [one for one in every if self._is_ons(one.zorg, one.laatste)]
        if not vragen and (every or not self._vraagt_bij_ons(verzoek)):
            return []
        sleutel = self._sleutel(verzoek)
        with_it = self.boek(verzoek)
        held = with_it.get(sleutel, Counter())
        taken = self._gehouden(self.boek())
        # What another claim loses of its cover to it, it brings as well.
        brings = self._gehouden(with_it) - taken
        fits = all(cents <= max(0, self.bedrag(where) - taken[where]) for where, cents in brings.items())
        is_wijziging = isinstance(verzoek, Wijziging)
        past_niet = "" if fits else "nee (plafond)"
        if self._is_gestopt(verzoek, vragen):
            past_niet = "nee (cliëntenstop)"
        uitkomst = self._uitkomst(vragen, held, past_niet, takes_room=bool(brings), is_wijziging=is_wijziging)
        self.uitkomst[sleutel] = uitkomst
        if uitkomst == "vrij" or uitkomst.startswith("nee"):
            return [Besluit(sleutel, uitkomst, in_totaal(held))]
        self.vervalt[sleutel] = self.ontvangen[sleutel] + RESERVERINGSDUUR
        return [Besluit(sleutel, uitkomst, in_totaal(held), self.vervalt[sleutel])]

    # -- who is kept out

    def _wie(self, feit: Feit) -> tuple[str, str]:
        """Client and aanbieder of what is asked."""
        match feit:
            case Verzoek(zorg=zorg):
                return zorg.client, zorg.aanbieder
            case Wijziging():
                return feit.client, feit.aanbieder
            case _:
                return "", ""

    def _loopt(self, who: tuple[str, str]) -> bool:
        """Whether a client has a running toewijzing or levering at an aanbieder."""
        for versies in self.zorgstaat.versies.values():
            one = versies[-1]
            is_over = one.zorg.eind is not None and one.zorg.eind < self.vandaag
            if (one.zorg.client, one.zorg.aanbieder) == who and not one.is_verwijderd and not is_over:
                return True
        own = [one for one in self.zorgstaat.leveringen if (one.client, one.start.aanbieder) == who]
        return any(one.eind is None or one.eind >= self.vandaag for one in own)

    def _is_gestopt(self, verzoek: Verzoek | Wijziging, vragen: Sequence[Vraag]) -> bool:
        who = self._wie(verzoek)
        zorgen = [one.zorg for one in vragen]
        gemeente = zorgen[0].gemeente if zorgen else getattr(verzoek, "gemeente", "")
        for stop in self.stops.values():
            geldt = stop.aanbieder == who[1] and stop.van <= self.vandaag < stop.opgeheven
            if geldt and stop.gemeente in ("", gemeente) and self._raakt(stop, zorgen):
                return not self._bekend[who]
        return False

    def _raakt(self, stop: Clientenstop, zorgen: Sequence[Zorg]) -> bool:
        if not stop.perceel and not stop.segment:
            return True
        what = [product(self.register, one.categorie, one.code) for one in zorgen]
        return any(stop.segment in ("", one.segment) and stop.perceel in ("", one.perceel) for one in what)

    def _vraagt_bij_ons(self, verzoek: Verzoek | Wijziging) -> bool:
        """A JW317 that asks nothing is decided on when its gemeente takes part on its first day."""
        assert isinstance(verzoek, Wijziging)
        first = min((deel.begin for deel in verzoek.delen), default=self.vandaag)
        return is_deelnemer(verzoek.gemeente, first, self.register)

    def _vragen(self, verzoek: Verzoek | Wijziging) -> list[Vraag]:
        if isinstance(verzoek, Verzoek):
            last = laatste_dag(verzoek.zorg, self.register)
            return [Vraag(verzoek.zorg, last, self.verwacht(verzoek.zorg), verzoek.verwijzer)]
        vragen = []
        for deel in verzoek.delen:
            erbij = +self._deel(verzoek, deel)
            # What stays as it is until the day before is not asked.
            verwijzer = None if deel.nummer is None else self._verwijzer((verzoek.gemeente, deel.nummer))
            for one in self._wens(verzoek, deel)[-1:]:
                now = self._te_wijzigen(verzoek, deel)
                vragen.append(Vraag(one, laatste_dag(one, self.register), erbij, verwijzer, now))
        return vragen

    def _is_ons(self, zorg: Zorg, last: date) -> bool:
        """Its gemeente takes part in any of the years."""
        return any(telt_mee(zorg, jaar, self.register) for jaar in range(zorg.begin.year, last.year + 1))

    def _uitkomst(
        self,
        vragen: Sequence[Vraag],
        held: Counter[Post],
        past_niet: str,
        *,
        takes_room: bool,
        is_wijziging: bool = False,
    ) -> str:
        """6.3: the first that applies. `past_niet` says what it is called when it is kept out or does not fit."""
        if vragen and all(self._is_vrij(one) for one in vragen):
            return "vrij"
        costly = list(vragen)
        if is_wijziging:
            costly = [one for one in vragen if one.erbij or (self._is_onbekend(one) and not self._is_vrij(one))]
        if costly and all(self._is_crisis(one) for one in costly):
            return "crisis"
        if costly and all(self._is_crisis(one) or self._is_gedwongen(one) for one in costly):
            return "gedwongen kader"
        covered = any(tenzij for _, _, tenzij in held)
        is_known = is_wijziging and not any(map(self._is_onbekend, filter(self._gevraagde_dagen, costly)))
        if not takes_room and (covered or (not is_known and self._is_binnen_tenzij(costly))):
            return "tenzij"
        if past_niet:
            return past_niet
        if any(self._is_plafond_onbekend(one) for one in vragen):
            return "ja (plafond onbekend)"
        if any(self._is_claim_onbekend(one) for one in vragen):
            return "ja (claim onbekend)"
        return "ja"

    def _jaren(self, vraag: Vraag) -> dict[int, list[Plafond]]:
        """The plafonds of each year of the claim; of open care only the first that counts can be without."""
        zorg = vraag.zorg
        every = {
            jaar: plafonds(zorg.aanbieder, jaar, zorg.categorie, zorg.code, self.register)
            for jaar in range(zorg.begin.year, vraag.laatste.year + 1)
            if telt_mee(zorg, jaar, self.register)
        }
        return {jaar: rows for jaar, rows in every.items() if rows or zorg.eind is not None or jaar == min(every)}

    def _is_vrij(self, vraag: Vraag) -> bool:
        jaren = self._jaren(vraag)
        zonder = all(rows and all(row.cents is None for row in rows) for rows in jaren.values())
        return is_taakgericht(vraag.zorg, self.register) or (bool(jaren) and zonder)

    def _is_binnen_tenzij(self, vragen: Sequence[Vraag]) -> bool:
        """Where nothing can be booked yet: of each product all days that it asks are within a tenzij about it."""
        asked = [(vraag.zorg, days) for vraag in vragen if (days := self._gevraagde_dagen(vraag))]
        return bool(asked) and all(
            any(tenzij.van <= min(days) and max(days) <= tenzij.tot for tenzij in self._over(zorg))
            for zorg, days in asked
        )

    def _gevraagde_dagen(self, vraag: Vraag) -> list[date]:
        """On which another thing is wished than there is. Of open care one day after all that is known stands for
        the rest."""
        zorg, now = vraag.zorg, vraag.nu
        known = [zorg.begin, *(one.tot for one in self._over(zorg)), *([now.eind] if now and now.eind else [])]
        every = dagen(zorg.begin, zorg.eind or max(known) + DAG)
        return [day for day in every if now is None or _afspraak(zorg, day) != _afspraak(now, day)]

    def _is_crisis(self, vraag: Vraag) -> bool:
        return product(self.register, vraag.zorg.categorie, vraag.zorg.code).is_crisis

    def _is_gedwongen(self, vraag: Vraag) -> bool:
        marked = product(self.register, vraag.zorg.categorie, vraag.zorg.code).is_gedwongen
        return marked or vraag.verwijzer in self.register.nooit_blokkeren

    def _is_onbekend(self, vraag: Vraag) -> bool:
        return self._is_plafond_onbekend(vraag) or self._is_claim_onbekend(vraag)

    def _is_plafond_onbekend(self, vraag: Vraag) -> bool:
        return not is_taakgericht(vraag.zorg, self.register) and not all(self._jaren(vraag).values())

    def _is_claim_onbekend(self, vraag: Vraag) -> bool:
        if is_taakgericht(vraag.zorg, self.register):
            return False
        jaren = [jaar for jaar, rows in self._jaren(vraag).items() if any(row.cents is not None for row in rows)]
        prices = dagprijzen(vraag.zorg, self.register)
        counting = prices if vraag.tellende is None else vraag.tellende
        return any(prices[day] is None for day in counting if day.year in jaren)
