# SPDX-License-Identifier: EUPL-1.2
"""Every bericht that touches money, with tenzij's and cliëntenstops, in any order on two gateways."""

import calendar
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from bellers import as_
from berichtenverkeer.berichten import Bericht
from berichtenverkeer.core.errors import StepImpossible
from berichtenverkeer.gateway.stop_forms import StopAsked, StopDecided, StopLifted
from berichtenverkeer.gateway.tenzij_values import TenzijAsked, TenzijGrant
from bouwers import jw317, jw323
from plafonds.bouw import A, B, G
from proces.geldregio import Kasboek
from proces.toestanden import FIRST_DAY, Geleverd, Toestanden, Zet
from proces.traffic import BSNS

SEED = st.integers(0, 2**40)
W = "Client/Verzoek"
P = "Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]"
CODES = {0: "45A04", 3: "45A05"}
"""Products in etmalen, by their place in `toestanden.PRODUCTEN`."""


class Alles(Toestanden):
    """With the JW317, the JW323 and its credits, tenzij's and cliëntenstops besides."""

    def __init__(self) -> None:
        super().__init__()
        self._debets: list[tuple[Geleverd, dict[str, date], str, int]] = []
        self._stops: dict[tuple[str, str | None], UUID] = {}
        self._tenzijs: list[tuple[UUID, int]] = []
        """Granted and not ended, with their maximum."""

    def _een(self, soort: str, bericht: Bericht, remember: Callable[[], None] = lambda: None) -> None:
        self._draai(self._send([(soort, bericht, remember)]))

    def _doe_iets(self, seed: int) -> None:
        lot = Random(seed)
        lot.choice(self._handelingen())(lot)

    # Rules of their own would each be left out of half of all runs.
    iets = rule(seed=SEED)(_doe_iets)
    nog_iets = rule(seed=SEED)(_doe_iets)

    def _handelingen(self) -> list[Callable[[Random], None]]:
        return [
            self._wijziging,
            self._declaratie,
            self._credit,
            self._tenzij,
            self._gedekte_zorg,
            self._clientenstop,
        ]

    def _wijziging(self, lot: Random) -> None:
        """One product changes, the others of the client there stay; or all stay and another comes."""
        self._teller += 1
        every = self._lopend()
        if not every:
            return
        one = lot.choice(every)
        own = [two for two in every if _whose(two) == _whose(one)]
        is_new = lot.random() < 0.5
        stays = [{"ToewijzingNummer": two.nummer} for two in own if is_new or two is not one]
        wish: dict[str, Any] = {"GewensteIngangsdatum": self._today + timedelta(lot.randint(1, 60))}
        wish |= {"Einddatum": date(2027, 3, 31), "Omvang": {"Volume": lot.randint(1, 20), "Eenheid": "14"}}
        wish["Omvang"]["Frequentie"] = "2"
        new = {"Product": {"Categorie": "45", "Code": lot.choice(list(CODES.values()))}, **wish}
        changed = {"ToewijzingNummer": one.nummer, **wish}
        content = self._envelope(one.zet.aanbieder, one.zet.gemeente, one.zet.client) | {
            f"{W}/ReferentieAanbieder": f"W{self._teller}",
            f"{W}/OngewijzigdeProducten": {"OngewijzigdProduct": stays} if stays else None,
            f"{W}/TeWijzigenProducten": None if is_new else {"TeWijzigenProduct": [changed]},
            f"{W}/NieuweProducten": {"NieuwProduct": [new]} if is_new else None,
        }
        self._een("wijziging", jw317(content))

    def _lopend(self) -> list[Geleverd]:
        """What can be changed: the current version is not removed and has not ended."""
        assert isinstance(self._kasboek, Kasboek)
        now = {one.nummer for one in self._kasboek.actueel(self._today)}
        return [one for one in self._toewijzingen if one.nummer in now]

    def _declaratie(self, lot: Random) -> None:
        """Of last month or one before it, as far as the toewijzing was there."""
        if about := [one for one in self._toewijzingen if one.product in CODES]:
            self._declareer(lot, lot.choice(about))

    def _declareer(self, lot: Random, one: Geleverd) -> None:
        end = self._today.replace(day=1) - timedelta(lot.choice((1, 1, 40)))
        end = end.replace(day=calendar.monthrange(end.year, end.month)[1])
        begin = max(end.replace(day=1), FIRST_DAY + timedelta(one.zet.van))
        if begin <= end:
            self._declare(one, {"Begindatum": begin, "Einddatum": end}, lot.randint(1, 28))

    def _credit(self, lot: Random) -> None:
        if self._debets:
            one, periode, referentie, volume = self._debets.pop(lot.randrange(len(self._debets)))
            self._declare(one, periode, volume, referentie)

    def _declare(self, one: Geleverd, periode: dict[str, date], volume: int, earlier: str | None = None) -> None:
        """A debet, or the credit of an earlier one."""
        self._teller += 1
        referentie, sign, month = f"P{self._teller}", "D" if earlier is None else "C", periode["Begindatum"]
        whole = {"Begindatum": month.replace(day=1)}
        whole["Einddatum"] = month.replace(day=calendar.monthrange(month.year, month.month)[1])
        references = {"ReferentieNummer": referentie, **({"VorigReferentieNummer": earlier} if earlier else {})}
        content = self._envelope(one.zet.aanbieder, one.zet.gemeente) | {
            "Declaratie/DeclaratieNummer": f"D{self._teller}",
            "Declaratie/DeclaratieDagtekening": self._today,
            "Declaratie/DeclaratiePeriode": whole,
            "Declaratie/TotaalIngediendBedrag": {"TotaalBedrag": 100 * volume, "DebetCredit": sign},
            "Declaratie/Clienten/Client[1]/Bsn": BSNS[one.zet.client],
            f"{P}/ProductReferentie": references,
            f"{P}/ToewijzingNummer": one.nummer,
            f"{P}/ProductCode": CODES[one.product],
            f"{P}/ProductPeriode": periode,
            f"{P}/GeleverdVolume": volume,
            f"{P}/Eenheid": "14",
            f"{P}/ProductTarief": 100,
            f"{P}/IngediendBedrag": {"Bedrag": 100 * volume, "DebetCredit": sign},
        }

        def remember() -> None:
            if earlier is None:
                self._debets.append((one, periode, referentie, volume))

        self._een("declaratie" if earlier is None else "credit", jw323(content), remember)

    def _tenzij(self, lot: Random) -> None:
        """Granted at once to who asked or has care; or one that is there gets more, less, or an end."""
        known = [(zet, product) for zet, _, product in self._verzoeken]
        known += [(one.zet, one.product) for one in self._toewijzingen]
        if self._tenzijs and lot.random() < 0.4:
            self._andere_tenzij(lot)
        elif known:
            self._ken_toe(lot, known)
        self._draai(self._kijk_na())

    def _gedekte_zorg(self, lot: Random) -> None:
        """Assigned, under a tenzij, and declared on: what is seldom one after the other by chance."""
        self._teller += 1
        about: dict[str, Any] = {"client": lot.randint(0, 30), "aanbieder": lot.choice((A, A, B)), "gemeente": G}
        about |= {"producten": (lot.choice(list(CODES)),), "keer": lot.randint(1, 3), "van": lot.randint(-40, 20)}
        built = self._toewijzing(Zet(soort="toewijzing", duur=500, welke=1, ja=True, **about), None)
        before = len(self._toewijzingen)
        self._draai(self._send([built]))
        for one in self._toewijzingen[before:]:
            self._ken_toe(lot, [(one.zet, one.product)])
            self._declareer(lot, one)
        self._draai(self._kijk_na())

    def _ken_toe(self, lot: Random, known: Sequence[tuple[Zet, int]]) -> None:
        """To one of these clients."""
        tenzijs, region = self._gateways[0].tenzijs, as_(self._gateways[0], "REGIO")
        zet, product = lot.choice(known)
        code = CODES.get(product, lot.choice(list(CODES.values())))
        what: dict[str, Any] = {"categorie": "45", "code": code}
        what |= {"maximum_cents": lot.choice((900, 90_000)), "van": FIRST_DAY - timedelta(40)}
        what |= {"tot": date(2027, 3, 31)}
        who: dict[str, Any] = {"bsn": BSNS[zet.client], "aanbieder": zet.aanbieder, "gemeente": G}
        asked = TenzijAsked(**who, **what, door="planner", kan_niet_wachten="Nu.", alleen_hier="Hier.")
        one = self._draai(tenzijs.ask(as_(self._gateways[0], zet.aanbieder), asked)).tenzij
        self._draai(tenzijs.grant(region, one.id, TenzijGrant(**what), "contractmanager", "Zwaar."))
        self._tenzijs.append((one.id, what["maximum_cents"]))

    def _andere_tenzij(self, lot: Random) -> None:
        """Never less than was settled of it."""
        tenzijs, region = self._gateways[0].tenzijs, as_(self._gateways[0], "REGIO")
        which, maximum = self._tenzijs.pop(lot.randrange(len(self._tenzijs)))
        if lot.random() < 0.3:
            self._draai(tenzijs.end(region, which, self._today, "contractmanager", "Klaar."))
            return
        settled = sum(cents for (naam, _, _), cents in self._kasboek.verrekend.items() if naam == str(which))
        new = lot.choice((maximum // 2, maximum * 2))
        change = tenzijs.change(region, which, new, date(2027, 3, 31), "contractmanager", "Anders.")
        if new < settled:
            with pytest.raises(StepImpossible):
                self._draai(change)
        else:
            self._draai(change)
        self._tenzijs.append((which, maximum if new < settled else new))

    def _clientenstop(self, lot: Random) -> None:
        """Granted, of all or of a segment; or lifted."""
        stops, region = self._gateways[0].stops, as_(self._gateways[0], "REGIO")
        who, segment = part = lot.choice((A, B)), lot.choice((None, "2"))
        if part in self._stops:
            self._draai(stops.lift(region, self._stops.pop(part), StopLifted(vanaf=self._today)))
        else:
            wish = StopAsked(aanbieder=who, segment=segment, van=self._today, grond="plafond")
            asked = self._draai(stops.ask(as_(self._gateways[0], who), wish))
            self._draai(stops.decide(region, asked.id, StopDecided(besluit="toegekend")))
            self._stops[part] = asked.id
            self._vraag_toch(lot, who)
        self._draai(self._kijk_na())

    def _vraag_toch(self, lot: Random, who: str) -> None:
        """Others ask there all the same."""
        for product in CODES:
            self._teller += 1
            about: dict[str, Any] = {"client": lot.randint(0, 30), "aanbieder": who, "gemeente": G}
            about |= {"producten": (product,), "keer": lot.randint(1, 3), "van": lot.randint(0, 60)}
            asked = self._verzoek(Zet(soort="verzoek", duur=30, welke=1, ja=True, **about))
            self._draai(self._send([asked]))


def _whose(one: Geleverd) -> tuple[object, ...]:
    return one.zet.client, one.zet.aanbieder, one.zet.gemeente
