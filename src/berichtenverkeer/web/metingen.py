# SPDX-License-Identifier: EUPL-1.2
"""What /metrics says, in the text format of Prometheus. Counts only: no party, no bericht.

Counters and durations are of this process (label `proces`, because several may share a port); the gauges are of the
region as a whole and the same from every process.
"""

import asyncio
import os
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator

from berichtenverkeer.gateway.meting import Meetstand
from berichtenverkeer.gateway.werk import Bon

GRENZEN_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of a histogram, in seconds."""

ELKE_S = 0.1
"""How often is looked whether the event loop is in time: whatever holds it for longer is seen."""


class Histogram:
    """How often something took at most so long, for each of GRENZEN_S."""

    def __init__(self) -> None:
        self._vakken = [0] * (len(GRENZEN_S) + 1)
        self._som = 0.0

    def tel(self, seconden: float) -> None:
        """Count one."""
        self._vakken[bisect_left(GRENZEN_S, seconden)] += 1
        self._som += seconden

    def regels(self, naam: str, labels: str) -> Iterator[str]:
        """As Prometheus reads it."""
        totaal = 0
        for grens, aantal in zip((*map(str, GRENZEN_S), "+Inf"), self._vakken, strict=True):
            totaal += aantal
            yield f'berichtenverkeer_{naam}_bucket{{{labels},le="{grens}"}} {totaal}'
        yield f"berichtenverkeer_{naam}_sum{{{labels}}} {self._som:.6f}"
        yield f"berichtenverkeer_{naam}_count{{{labels}}} {totaal}"


class Metingen:
    """The counters of one process."""

    def __init__(self) -> None:
        self._berichten: Counter[tuple[str, str]] = Counter()
        self._verzoeken: Counter[tuple[str, str, int]] = Counter()
        self._duur: defaultdict[tuple[str, str], Histogram] = defaultdict(Histogram)
        self._lus = Histogram()

    def bericht(self, bon: Bon) -> None:
        """Count a bericht that was kept; a repeat or a proef is none."""
        if not (bon.is_herhaald or bon.is_proef):
            self._berichten[bon.berichtsoort, bon.oordeel] += 1

    def verzoek(self, methode: str, route: str, status: int, duur_us: int) -> None:
        """Count an answered request; `route` is a template, so that the number of series is bounded."""
        self._verzoeken[methode, route, status] += 1
        self._duur[methode, route].tel(duur_us / 1e6)

    async def let_op_de_lus(self) -> None:
        """Count how late the event loop comes to what is due, for as long as the task runs."""
        lus = asyncio.get_running_loop()
        while True:
            verwacht = lus.time() + ELKE_S
            await asyncio.sleep(ELKE_S)
            self._lus.tel(max(0.0, lus.time() - verwacht))

    def tekst(self, stand: Meetstand) -> str:
        """Everything, as Prometheus reads it."""
        return "\n".join([*self._van_dit_proces(), *_van_de_regio(stand)]) + "\n"

    def _van_dit_proces(self) -> Iterator[str]:
        proces = f'proces="{os.getpid()}"'
        yield from _kop("berichten_ontvangen_total", "counter", "Berichten die dit proces ontving en vastlegde.")
        for (soort, oordeel), aantal in sorted(self._berichten.items()):
            labels = f'{proces},berichtsoort="{soort}",oordeel="{oordeel}"'
            yield f"berichtenverkeer_berichten_ontvangen_total{{{labels}}} {aantal}"
        yield from _kop("verzoeken_total", "counter", "Beantwoorde verzoeken.")
        for (methode, route, status), aantal in sorted(self._verzoeken.items()):
            labels = f'{proces},methode="{methode}",route="{route}",status="{status}"'
            yield f"berichtenverkeer_verzoeken_total{{{labels}}} {aantal}"
        yield from _kop("verzoek_duur_seconds", "histogram", "Duur van een verzoek tot het antwoord klaar was.")
        for (methode, route), histogram in sorted(self._duur.items()):
            labels = f'{proces},methode="{methode}",route="{route}"'
            yield from histogram.regels("verzoek_duur_seconds", labels)
        yield from _kop("lus_vertraging_seconds", "histogram", "Hoe laat dit proces toekwam aan wat aan de beurt was.")
        yield from self._lus.regels("lus_vertraging_seconds", proces)


def _van_de_regio(stand: Meetstand) -> Iterator[str]:
    oudste = stand.wachtend.oudste
    wacht_s = max(0.0, (stand.gemeten_op - oudste).total_seconds()) if oudste else 0.0
    sinds = stand.onbeantwoord_sinds
    dagen = max(0, (stand.gemeten_op.date() - sinds).days) if sinds else 0
    for naam, uitleg, waarde in (
        ("wachtend", "Berichten die klaarstaan en niet zijn afgehaald.", str(stand.wachtend.aantal)),
        ("oudste_wachtend_seconds", "Hoe lang het oudste bericht al klaarstaat.", f"{wacht_s:.0f}"),
        ("onbeantwoord", "Verzoeken zonder antwoord van de gemeente.", str(stand.onbeantwoord)),
        ("oudste_onbeantwoord_dagen", "Hoe lang het oudste verzoek zonder antwoord er ligt.", str(dagen)),
        ("weigeringen", "Geweigerde aanleveringen in het grootboek.", str(stand.weigeringen)),
        ("weigeringen_alleen_geteld", "Geweigerd boven de grens per partij en uur.", str(stand.weigeringen_geteld)),
        ("berichten", "Berichten in het grootboek.", str(stand.berichten)),
        (
            "klok_juist",
            "1 als de tijd te vertrouwen is; bij 0 wacht alles wat niet terug kan.",
            str(int(stand.klok_is_juist)),
        ),
        ("klok_afwijking_seconds", "Hoeveel deze machine voorloopt op de database.", f"{stand.klok_afwijking_s:.1f}"),
    ):
        yield from _kop(naam, "gauge", uitleg)
        yield f"berichtenverkeer_{naam} {waarde}"
    yield from _kop("termijnen_te_laat", "gauge", "Open termijnen die voorbij hun deadline zijn, van alle partijen.")
    for soort, aantal in sorted(stand.te_laat.items()):
        yield f'berichtenverkeer_termijnen_te_laat{{soort="{soort}"}} {aantal}'


def _kop(naam: str, soort: str, uitleg: str) -> Iterator[str]:
    yield f"# HELP berichtenverkeer_{naam} {uitleg}"
    yield f"# TYPE berichtenverkeer_{naam} {soort}"
