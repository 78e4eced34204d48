# SPDX-License-Identifier: EUPL-1.2
"""Care at random: asked, granted, changed, delivered, declared, credited, taken back. Always about something."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestopt,
    Omvang,
    Product,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    Wijzigingsdeel,
)
from plafonds import bouw
from plafonds.bouw import A, B, G
from plafonds.orakel.aanbod import BUITEN, BUUR, CLIENTEN, CODES, FIRST_DAY

Bericht = tuple[Gebeurtenis, ...]


class Zorgloop:
    """What was sent until now, so that what comes is about something."""

    def __init__(self, seed: int) -> None:
        self.lot = Random(seed)
        self.vandaag = FIRST_DAY
        self._verzoeken: list[VerzoekOntvangen] = []
        self._wijzigingen: list[Any] = []
        self._versies: dict[int, ToewijzingVastgesteld] = {}
        self._stops: list[LeveringGestopt] = []
        self._starts: list[Any] = []
        self._debets: list[Any] = []
        self._declaraties: list[tuple[str, list[str]]] = []
        self._vooraf: dict[int, dict[str, Any]] = {}
        """Whose toewijzing it will be that was declared on before it came."""
        self._teller = 0

    def _soorten(self) -> list[Callable[[], Bericht]]:
        return [
            *[self._verzoek] * 5,
            *[self._toewijzing] * 3,
            *[self._inwilliging] * 4,
            *[self._versie] * 3,
            *[self._start] * 2,
            *[self._stop] * 2,
            self._terug,
            *[self._prestatie] * 3,
            self._na_prestatie,
            self._declaratie,
            self._declaratieantwoord,
            self._credit,
            self._antwoord,
            *[self._wijziging] * 2,
        ]

    # -- what is asked and granted

    def _periode(self) -> dict[str, Any]:
        begin = self.vandaag + timedelta(self.lot.randint(-60, 120))
        ending = begin + timedelta(self.lot.choice((0, 9, 30, 31, 90, 400)))
        return {"van": begin, "tot": self.lot.choice((None, ending, ending, ending))}

    def _zorg(self, code: str) -> dict[str, Any]:
        lot = self.lot
        frequentie = lot.choice("1246")
        eenheid = lot.choice(("14", "14", "01", "04", "83"))
        omvang = Omvang(lot.randint(1, 9) * (3000 if eenheid == "83" else 1), eenheid, frequentie)
        care: dict[str, Any] = {"product": Product(code[:2], code), "omvang": omvang}
        chance = lot.random()
        if chance < 0.1:
            care |= {"omvang": None, "budget_cents": lot.randint(1, 90_000)}
        elif chance < 0.2:
            care |= {"omvang": None, "product": Product("44", None)}
        return care

    def _wie(self) -> dict[str, Any]:
        lot = self.lot
        return {
            "client": lot.choice((*CLIENTEN, CLIENTEN[0])),
            "aanbieder": lot.choice((A, A, A, A, B)),
            "gemeente": lot.choice((G, G, G, G, BUUR, BUITEN)),
        }

    def _verzoek(self) -> Bericht:
        who, new = self._wie(), []
        for _ in range(self.lot.choice((1, 1, 2))):
            self._teller += 1
            own = {**who, **self._zorg(self.lot.choice(CODES)), "ontvangen_op": self.vandaag, **self._periode()}
            verwijzer = "08" if self.lot.random() < 0.08 else "02"
            new.append(bouw.aanvraag(f"V{self._teller}", verwijzer=verwijzer, **own))
        self._verzoeken += new
        return tuple(new)

    def _toewijzing(self) -> Bericht:
        who = self._wie()
        new = []
        for _ in range(self.lot.choice((1, 1, 1, 2))):
            own = {**who, **self._zorg(self.lot.choice(CODES)), **self._periode()}
            new.append(self._nieuwe(own))
        return tuple(new)

    def _nieuwe(self, own: dict[str, Any], number: int | None = None) -> ToewijzingVastgesteld:
        self._teller += 1
        if self.lot.random() < 0.05:
            own |= {"tot": own["van"], "reden_wijziging": "13"}
        one = bouw.toewijzing(number or self._teller, ontvangen_op=self.vandaag, **own)
        self._versies[one.nummer] = one
        return one

    def _inwilliging(self) -> Bericht:
        """Of a JW315 or a JW317: as asked, or otherwise; one product or two."""
        if self._wijzigingen and self.lot.random() < 0.3:
            return self._wijziging_ingewilligd()
        if not self._verzoeken:
            return ()
        asked = self.lot.choice(self._verzoeken[-4:])
        who = {name: getattr(asked, name) for name in ("client", "aanbieder", "gemeente")}
        own: dict[str, Any] = {**who, "van": asked.ingangsdatum, "tot": asked.einddatum, "product": asked.product}
        own |= {"omvang": asked.omvang, "budget_cents": asked.budget_cents}
        if self.lot.random() < 0.3:
            own |= self._periode()
        new = [self._nieuwe({**own, "referentie_aanbieder": asked.referentie})]
        if self.lot.random() < 0.3:
            ref = self.lot.choice((asked.referentie, None))
            more = {**who, **self._zorg(self.lot.choice(CODES)), **self._periode(), "referentie_aanbieder": ref}
            new.append(self._nieuwe(more))
        return tuple(new)

    def _versie(self) -> Bericht:
        """Of toewijzingen of one client: another end, another Omvang, a removal; in any order of moments."""
        if not self._versies:
            return ()
        first = self.lot.choice(list(self._versies.values()))
        return tuple(self._andere_versie(one) for one in self._samen(first))

    def _samen(self, first: ToewijzingVastgesteld) -> list[ToewijzingVastgesteld]:
        def place(one: Any) -> tuple[object, ...]:
            return one.client, one.aanbieder, one.gemeente

        together = [one for one in self._versies.values() if place(one) == place(first)]
        self.lot.shuffle(together)
        return together[: self.lot.choice((1, 1, 2, 3))]

    def _andere_versie(self, old: ToewijzingVastgesteld, ref: str | None = None) -> ToewijzingVastgesteld:
        lot = self.lot
        tot = lot.choice((None, old.ingangsdatum + timedelta(lot.choice((5, 40, 200))), old.einddatum))
        omvang, budget = lot.choice(((old.omvang, old.budget_cents), (Omvang(lot.randint(1, 9), "14", "2"), None)))
        moment = bouw.toewijzing(1, versie=lot.randint(0, 99)).toewijzingstijd
        reden = None
        if lot.random() < 0.12:
            tot, reden = old.ingangsdatum, "13"
        if old.product.code is None:
            omvang, budget = old.omvang, old.budget_cents
        new = msgspec.structs.replace(
            old,
            einddatum=tot,
            omvang=omvang,
            budget_cents=budget,
            toewijzingstijd=moment,
            reden_wijziging=reden,
            referentie_aanbieder=ref,
            ontvangen_op=self.vandaag,
        )
        self._versies[old.nummer] = new
        return new

    def _antwoord(self) -> Bericht:
        every = [*self._verzoeken[-4:], *self._wijzigingen[-2:]]
        if not every:
            return ()
        asked = self.lot.choice(every)
        about = {name: getattr(asked, name) for name in ("aanbieder", "gemeente", "referentie")}
        about["ontvangen_op"] = self.vandaag
        return (self.lot.choice((VerzoekInOnderzoek(**about), VerzoekAfgewezen(**about, reden="2"))),)

    def _wijziging(self) -> Bericht:
        if not self._versies:
            return ()
        first = self.lot.choice(list(self._versies.values()))
        delen = [self._deel(one) for one in self._samen(first)]
        if self.lot.random() < 0.4:
            care = {name: value for name, value in self._zorg(self.lot.choice(CODES)).items() if value is not None}
            period = self._periode()
            delen.append(Wijzigingsdeel(soort="nieuw", ingangsdatum=period["van"], einddatum=period["tot"], **care))
        self._teller += 1
        plain = bouw.wijziging(f"W{self._teller}", self.vandaag, *delen)
        about = {name: getattr(first, name) for name in ("client", "aanbieder", "gemeente")}
        new = msgspec.structs.replace(plain, **about)
        self._wijzigingen.append(new)
        return (new,)

    def _deel(self, one: ToewijzingVastgesteld) -> Wijzigingsdeel:
        if self.lot.random() < 0.2:
            return Wijzigingsdeel(soort="ongewijzigd", toewijzing_nummer=one.nummer)
        period = self._periode()
        if period["tot"] is not None:
            period["tot"] = max(period["tot"], one.ingangsdatum)
        omvang, budget = one.omvang, one.budget_cents
        if omvang is not None and self.lot.random() < 0.7:
            omvang = Omvang(self.lot.randint(1, 9), "14", self.lot.choice("126"))
        return bouw.otherwise(one.nummer, period["van"], period["tot"], omvang, budget)

    def _wijziging_ingewilligd(self) -> Bericht:
        asked = self.lot.choice(self._wijzigingen[-2:])
        numbers = [deel.toewijzing_nummer for deel in asked.delen if deel.toewijzing_nummer is not None]
        new = [self._andere_versie(self._versies[number], asked.referentie) for number in numbers]
        if self.lot.random() < 0.4:
            who = {name: getattr(asked, name) for name in ("client", "aanbieder", "gemeente")}
            more = {**who, **self._zorg(self.lot.choice(CODES)), **self._periode()}
            new.append(self._nieuwe({**more, "referentie_aanbieder": asked.referentie}))
        return tuple(new)

    # -- what is delivered and declared

    def _start(self) -> Bericht:
        if not self._versies:
            return ()
        one = self.lot.choice(list(self._versies.values()))
        begin = one.ingangsdatum + timedelta(self.lot.choice((0, 0, 7, 45)))
        plain = bouw.start(one.nummer, begin)
        about = {name: getattr(one, name) for name in ("client", "aanbieder", "gemeente", "product")}
        new = msgspec.structs.replace(plain, **about)
        self._starts.append(new)
        return (new,)

    def _stop(self) -> Bericht:
        if not self._starts:
            return ()
        one = self.lot.choice(self._starts)
        ending = one.begindatum + timedelta(self.lot.choice((0, 10, 30, 100)))
        plain = bouw.stop(one.toewijzing_nummer, one.begindatum, ending, self.lot.choice(("31", "31", "20")))
        about = {name: getattr(one, name) for name in ("client", "aanbieder", "gemeente", "product")}
        new = msgspec.structs.replace(plain, **about)
        self._stops.append(new)
        return (new,)

    def _terug(self) -> Bericht:
        """A start or a stop is taken back."""
        what = self.lot.choice((*self._starts[-3:], *self._stops[-3:], None))
        if what is None:
            return ()
        key = {name: getattr(what, name) for name in ("client", "aanbieder", "gemeente", "toewijzing_nummer")}
        key |= {"product": what.product, "begindatum": what.begindatum}
        if isinstance(what, LeveringGestopt):
            return (StopVerwijderd(**key, einddatum=what.einddatum, reden=what.reden),)
        return (StartVerwijderd(**key),)

    def _regel(self, **otherwise: Any) -> Gebeurtenis | None:
        """Of a month or a part of it, on a toewijzing that may come later."""
        number, about = self._waarop()
        one = self._versies.get(number)
        if about["product"].code is None:
            return None
        begin = (one.ingangsdatum if one else self.vandaag).replace(day=1)
        if self.lot.random() < 0.5:
            begin = (begin + timedelta(self.lot.choice((32, 62, 93)))).replace(day=1)
        ending = begin.replace(day=self.lot.choice((28, 28, 10)))
        self._teller += 1
        ref = f"P{self._teller}"
        new = bouw.prestatie(ref, number, begin, ending, self.lot.randint(0, 30_000), **{**about, **otherwise})
        self._debets.append(new)
        return new

    def _waarop(self) -> tuple[int, dict[str, Any]]:
        """The number of a toewijzing with whose it is; now and then of one that is still to come."""
        if self._versies and self.lot.random() < 0.85:
            one = self.lot.choice(list(self._versies.values()))
            return one.nummer, {name: getattr(one, name) for name in ("client", "aanbieder", "gemeente", "product")}
        self._teller += 1
        care = {**self._zorg(self.lot.choice(("45A04", "45A05", "45A08"))), **self._wie()}
        self._vooraf[self._teller] = care
        return self._teller, {name: care[name] for name in ("client", "aanbieder", "gemeente", "product")}

    def _na_prestatie(self) -> Bericht:
        """The toewijzing that was declared on before it came."""
        if not self._vooraf:
            return ()
        number, care = self._vooraf.popitem()
        return (self._nieuwe({**care, **self._periode()}, number),)

    def _prestatie(self) -> Bericht:
        return tuple(one for one in [self._regel()] if one)

    def _declaratie(self) -> Bericht:
        self._teller += 1
        name = f"D{self._teller}"
        regels = [self._regel(uitslag="ingediend", declaratie_nummer=name) for _ in range(self.lot.randint(1, 3))]
        sent = [one for one in regels if one]
        if not sent:
            return ()
        here: list[Any] = [one for one in sent if getattr(one, "aanbieder", "") == getattr(sent[0], "aanbieder", "")]
        here = [one for one in here if one.gemeente == here[0].gemeente]
        self._declaraties.append((name, [one.referentie for one in here]))
        header = msgspec.structs.replace(
            bouw.declaratie(name, self.vandaag), aanbieder=here[0].aanbieder, gemeente=here[0].gemeente
        )
        self._debets = [one for one in self._debets if one not in sent or one in here]
        self._kop = {**getattr(self, "_kop", {}), name: header}
        return (header, *here)

    def _declaratieantwoord(self) -> Bericht:
        if not self._declaraties:
            return ()
        name, refs = self._declaraties.pop(self.lot.randrange(len(self._declaraties)))
        rejected = [ref for ref in refs if self.lot.random() < 0.3]
        plain = bouw.declaratieantwoord(name, self.vandaag, *rejected, is_verworpen=self.lot.random() < 0.15)
        header = self._kop[name]
        return (msgspec.structs.replace(plain, aanbieder=header.aanbieder, gemeente=header.gemeente),)

    def _credit(self) -> Bericht:
        """Takes a debet back, approved or still waiting, at once or after its own answer."""
        if not self._debets:
            return ()
        debet = self._debets.pop(self.lot.randrange(len(self._debets)))
        self._teller += 1
        return (
            msgspec.structs.replace(
                debet,
                referentie=f"C{self._teller}",
                vorig_referentie=debet.referentie,
                is_credit=True,
                uitslag="goedgekeurd",
            ),
        )
