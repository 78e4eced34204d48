# SPDX-License-Identifier: EUPL-1.2
"""What became of requests that were turned down, and of the money above and beside the ceilings, in a few lines."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from berichtenverkeer.register.declaratie import Content
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import Life
from berichtenverkeer.voorbeeldregio.nay import STOP, Request
from berichtenverkeer.voorbeeldregio.offer import Offer
from berichtenverkeer.voorbeeldregio.verslag import euro

Shown = Mapping[str, Any]
"""A tenzij, a stop, a signaal or a settlement, as the gateway shows it."""


class Outcome:
    """Counts by what happened; of a few kinds the first one is remembered, so that it can be found back."""

    def __init__(self, register: Content) -> None:
        self.counts = Counter[str]()
        self.cents = Counter[str]()
        self.besluiten = Counter[str]()
        self.referred: list[tuple[Life, Plek, Offer]] = []
        self._names = {row.code: row.naam for row in register.rows["partijen"]}
        self._first: dict[str, str] = {}

    def refused(self, request: Request) -> None:
        """A request got a nee."""
        self.counts["nee, stop" if request.nay == STOP else "nee, plafond"] += 1

    def assigned(self) -> None:
        """The gemeente assigns all the same."""
        self.counts["toch toegewezen"] += 1

    def turned_down(self) -> None:
        """Nobody else had room that fits this youth."""
        self.counts["bij nee gebleven"] += 1

    def refer(self, life: Life, plek: Plek, offer: Offer) -> None:
        """A youth goes from the aanbieder that was asked to another."""
        self.referred.append((life, plek, offer))

    def asked_tenzij(self, *, by_gemeente: bool) -> None:
        """A tenzij was asked."""
        self.counts["tenzij gevraagd"] += 1
        self.counts["tenzij, door gemeente"] += by_gemeente

    def decided_tenzij(self, tenzij: Shown, *, is_late: bool) -> None:
        """And decided on."""
        self.counts[f"tenzij {tenzij['status']}"] += 1
        self.counts["tenzij te laat"] += is_late
        self._remember(f"tenzij {tenzij['status']}", f"{self._name(tenzij)}, {tenzij['referentie']}")
        if tenzij["toegekend"] is not None:
            self.cents["tenzij"] += tenzij["toegekend"]["maximumCents"]

    def asked_stop(self, *, by_regio: bool) -> None:
        """A cliëntenstop was asked, or proposed by the region."""
        self.counts["stop gevraagd"] += 1
        self.counts["stop, door regio"] += by_regio

    def decided_stop(self, stop: Shown) -> None:
        """And decided on."""
        is_rejected = stop["status"] == "afgewezen"
        self.counts["stop afgewezen" if is_rejected else "stop toegekend"] += 1
        self._remember("stop afgewezen" if is_rejected else "stop toegekend", f"{self._name(stop)}, {stop['van']}")

    def lifted_stop(self, stop: Shown) -> None:
        """Room came back."""
        self.counts["stop opgeheven"] += 1
        self._remember("stop opgeheven", f"{self._name(stop)}, vanaf {stop['opgehevenVanaf']}")

    def discussed(self, *, is_late: bool) -> None:
        """A signaal was spoken of."""
        self.counts["gesprek"] += 1
        self.counts["gesprek te laat"] += is_late

    def decided_signaal(self, result: str, *, is_late: bool) -> None:
        """And decided on."""
        self.besluiten[result] += 1
        self.counts["besluit te laat"] += is_late

    def asked_half_year(self) -> None:
        """An aanbieder was asked about his tenzij's."""
        self.counts["uitvraag"] += 1

    def answered_half_year(self, *, is_other: bool) -> None:
        """He answered."""
        self.counts["opgave"] += 1
        self.counts["opgave anders"] += is_other

    def settled(self, settled: Shown) -> None:
        """The amount is fixed."""
        self.counts["verrekend"] += 1
        self.cents["verrekend"] += settled["verrekendCents"]
        if settled["verrekendCents"]:
            self._remember("tenzij verrekend", f"{self._name(settled)}, {euro(settled['verrekendCents'])}")

    @property
    def placed(self) -> list[tuple[Life, Plek, Offer]]:
        """Who was sent to another aanbieder, and has a toewijzing there."""
        return [
            (life, plek, offer)
            for life, plek, offer in self.referred
            if life.toewijzingen.get(Plek(offer.aanbieder, plek.gemeente))
        ]

    def regels(self) -> Iterator[str]:
        """The summary, line by line; nothing when nobody got a nee and no signaal was spoken of."""
        count = self.counts
        if not count:
            return
        yield "Wat de regio met het geld deed:"
        yield (
            f"  Nee op een verzoek: {count['nee, plafond'] + count['nee, stop']} ({count['nee, plafond']} omdat het "
            f"plafond vol was, {count['nee, stop']} door een cliëntenstop)."
        )
        yield from self._after_nay()
        yield (
            f"  Tenzij gevraagd: {count['tenzij gevraagd']}, waarvan {count['tenzij, door gemeente']} door een "
            f"gemeente; toegekend: {count['tenzij toegekend']}, samen hooguit {euro(self.cents['tenzij'])}; afgewezen "
            f"op zwakke gronden: {count['tenzij afgewezen']}; besluit te laat: {count['tenzij te laat']}."
        )
        yield from self._examples("tenzij toegekend", "tenzij afgewezen")
        yield (
            f"  Cliëntenstop gevraagd: {count['stop gevraagd']}, waarvan {count['stop, door regio']} door de regio "
            f"zelf; toegekend: {count['stop toegekend']}; afgewezen: {count['stop afgewezen']}; weer opgeheven: "
            f"{count['stop opgeheven']}."
        )
        yield from self._examples("stop toegekend", "stop afgewezen", "stop opgeheven")
        besluiten = ", ".join(f"{number} {result}" for result, number in self.besluiten.most_common())
        yield (
            f"  Signaal bij veel gebruik: gesprek {count['gesprek']} ({count['gesprek te laat']} te laat); besluit "
            f"{self.besluiten.total()} ({count['besluit te laat']} te laat){': ' if besluiten else ''}{besluiten}."
        )
        yield (
            f"  Tenzij verrekenen: uitvraag {count['uitvraag']}; opgave {count['opgave']}, waarvan "
            f"{count['opgave anders']} met een ander volume; verrekend {count['verrekend']}, samen "
            f"{euro(self.cents['verrekend'])}."
        )
        yield from self._examples("tenzij verrekend")

    def _after_nay(self) -> Iterator[str]:
        placed = self.placed
        where = "".join(
            f" (zoals van {self._names[plek.aanbieder]} naar {self._names[offer.aanbieder]})"
            for _, plek, offer in placed[:1]
        )
        yield (
            f"    Daarna naar een alternatief: {len(self.referred)}, van wie {len(placed)} daar een toewijzing kregen"
            f"{where}; toch toegewezen: {self.counts['toch toegewezen']}; bij nee gebleven: "
            f"{self.counts['bij nee gebleven']}."
        )

    def _examples(self, *kinds: str) -> Iterator[str]:
        """The first of each kind."""
        first = [f"{kind.split()[1]}: {self._first[kind]}" for kind in kinds if kind in self._first]
        if first:
            yield f"    Zoals {'; '.join(first)}."

    def _remember(self, kind: str, what: str) -> None:
        self._first.setdefault(kind, what)

    def _name(self, shown: Shown) -> str:
        part = next((f" ({name} {shown[name]})" for name in ("perceel", "segment") if shown.get(name)), "")
        return f"{self._names[shown['aanbieder']]} ({shown['aanbieder']}){part}"
