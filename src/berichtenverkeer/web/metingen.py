# SPDX-License-Identifier: EUPL-1.2
"""What /metrics says, in the text format of Prometheus. Counts only: no party, no bericht.

Counters and durations are of this process (label `proces`, because several may share a port); the gauges are of the
region as a whole and the same from every process.
"""

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from berichtenverkeer.gateway.meting import Meetstand
from berichtenverkeer.gateway.werk import Bon

GRENZEN_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of the histogram, in seconds."""


class Metingen:
    """The counters of one process."""

    def __init__(self) -> None:
        self._berichten: Counter[tuple[str, str]] = Counter()
        self._verzoeken: Counter[tuple[str, str, int]] = Counter()
        self._duur: dict[tuple[str, str], list[int]] = {}
        self._som: Counter[tuple[str, str]] = Counter()

    def bericht(self, bon: Bon) -> None:
        """Count a bericht that was kept; a repeat or a proef is none."""
        if not (bon.is_herhaald or bon.is_proef):
            self._berichten[bon.berichtsoort, bon.oordeel] += 1

    def verzoek(self, methode: str, route: str, status: int, duur_us: int) -> None:
        """Count an answered request; `route` is a template, so that the number of series is bounded."""
        plek = methode, route
        self._verzoeken[methode, route, status] += 1
        vakken = self._duur.get(plek)
        if vakken is None:
            vakken = self._duur[plek] = [0] * (len(GRENZEN_S) + 1)
        vakken[bisect_left(GRENZEN_S, duur_us / 1e6)] += 1
        self._som[plek] += duur_us

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
        for (methode, route), vakken in sorted(self._duur.items()):
            labels = f'{proces},methode="{methode}",route="{route}"'
            naam, som = "berichtenverkeer_verzoek_duur_seconds", 0
            for grens, aantal in zip((*map(str, GRENZEN_S), "+Inf"), vakken, strict=True):
                som += aantal
                yield f'{naam}_bucket{{{labels},le="{grens}"}} {som}'
            yield f"{naam}_sum{{{labels}}} {self._som[methode, route] / 1e6:.6f}"
            yield f"{naam}_count{{{labels}}} {som}"


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
        ("berichten", "Berichten in het grootboek.", str(stand.berichten)),
    ):
        yield from _kop(naam, "gauge", uitleg)
        yield f"berichtenverkeer_{naam} {waarde}"
    yield from _kop("termijnen_te_laat", "gauge", "Open termijnen die voorbij hun deadline zijn, van alle partijen.")
    for soort, aantal in sorted(stand.te_laat.items()):
        yield f'berichtenverkeer_termijnen_te_laat{{soort="{soort}"}} {aantal}'


def _kop(naam: str, soort: str, uitleg: str) -> Iterator[str]:
    yield f"# HELP berichtenverkeer_{naam} {uitleg}"
    yield f"# TYPE berichtenverkeer_{naam} {soort}"
