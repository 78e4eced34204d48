# SPDX-License-Identifier: EUPL-1.2
"""What /metrics says, in the text format of Prometheus. Counts only: no party, no bericht.

Counters and durations are those of all processes of this machine together, whichever answers (counters.py); the gauges
are of the region as a whole. Each region has its own, with its name as a label.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import accumulate
from pathlib import Path

from berichtenverkeer.core.logboek import logger
from berichtenverkeer.gateway.meting import Meetstand
from berichtenverkeer.gateway.werk import Bon
from berichtenverkeer.web.counters import Counters, Key

GRENZEN_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of a histogram, in seconds."""

ELKE_S = 0.1
"""How often is looked whether the event loop is in time: whatever holds it for longer is seen."""

_BERICHTEN, _VERZOEKEN = "berichten_ontvangen_total", "verzoeken_total"
_DUUR, _LUS = "verzoek_duur_seconds", "lus_vertraging_seconds"
_LABELS = {
    _BERICHTEN: ("berichtsoort", "oordeel"),
    _VERZOEKEN: ("methode", "route", "status"),
    _DUUR: ("methode", "route"),
    _LUS: (),
}
_SOM = "som"
"""In the key of a histogram where otherwise the number of a bucket stands: microseconds in all."""


class Metingen:
    """What this process counts for one region, and what all of them do."""

    def __init__(self, regio: str, map_: Path | None = None) -> None:
        """`map_` is where all processes of this machine keep their counters; None: this process counts alone."""
        self._regio = regio
        try:
            self._counters = Counters(map_)
        except OSError as fout:
            logger.warning("metingen_niet_gedeeld", fout=type(fout).__name__)
            self._counters = Counters()

    def bericht(self, bon: Bon) -> None:
        """Count a bericht that was kept; a repeat or a proef is none."""
        if not (bon.is_herhaald or bon.is_proef):
            self._counters.tel((_BERICHTEN, bon.berichtsoort, bon.oordeel))

    def verzoek(self, methode: str, route: str, status: int, duur_us: int) -> None:
        """Count an answered request; `route` is a template, so that the number of series is bounded."""
        self._counters.tel((_VERZOEKEN, methode, route, str(status)))
        self._duur((_DUUR, methode, route), duur_us)

    async def let_op_de_lus(self) -> None:
        """Count how late the event loop comes to what is due, for as long as the task runs."""
        lus = asyncio.get_running_loop()
        while True:
            verwacht = lus.time() + ELKE_S
            await asyncio.sleep(ELKE_S)
            self._duur((_LUS,), int(max(0.0, lus.time() - verwacht) * 1e6))

    def _duur(self, key: Key, duur_us: int) -> None:
        self._counters.tel((*key, str(bisect_left(GRENZEN_S, duur_us / 1e6))))
        self._counters.tel((*key, _SOM), duur_us)

    async def tekst(self, stand: Meetstand) -> str:
        """Everything, as Prometheus reads it."""
        som = await asyncio.to_thread(self._counters.som)  # reads files
        return "\n".join([*_van_de_processen(self._regio, som), *_van_de_regio(self._regio, stand)]) + "\n"

    def sluit(self) -> None:
        """What was counted stays."""
        self._counters.sluit()


def _van_de_processen(regio: str, som: Mapping[Key, int]) -> Iterator[str]:
    for naam, uitleg in (
        (_BERICHTEN, "Berichten die zijn ontvangen en vastgelegd."),
        (_VERZOEKEN, "Beantwoorde verzoeken."),
    ):
        yield from _kop(naam, "counter", uitleg)
        for key in sorted(key for key in som if key[0] == naam):
            yield f"berichtenverkeer_{naam}{_labels(regio, naam, key[1:])} {som[key]}"
    for naam, uitleg in (
        (_DUUR, "Duur van een verzoek tot het antwoord klaar was."),
        (_LUS, "Hoe laat een proces toekwam aan wat aan de beurt was."),
    ):
        yield from _kop(naam, "histogram", uitleg)
        geen: set[Key] = set() if _LABELS[naam] else {()}  # without labels there is one, also before it counted
        for waarden in sorted(geen | {key[1:-1] for key in som if key[0] == naam}):
            yield from _histogram(regio, som, naam, waarden)


def _histogram(regio: str, som: Mapping[Key, int], naam: str, waarden: Key) -> Iterator[str]:
    vakken = [som.get((naam, *waarden, str(nummer)), 0) for nummer in range(len(GRENZEN_S) + 1)]
    for grens, aantal in zip((*map(str, GRENZEN_S), "+Inf"), accumulate(vakken), strict=True):
        yield f"berichtenverkeer_{naam}_bucket{_labels(regio, naam, waarden, le=grens)} {aantal}"
    yield f"berichtenverkeer_{naam}_sum{_labels(regio, naam, waarden)} {som.get((naam, *waarden, _SOM), 0) / 1e6:.6f}"
    yield f"berichtenverkeer_{naam}_count{_labels(regio, naam, waarden)} {sum(vakken)}"


def _labels(regio: str, naam: str, waarden: Key, **meer: str) -> str:
    labels = {"regio": regio, **dict(zip(_LABELS[naam], waarden, strict=True)), **meer}
    return "{" + ",".join(f'{label}="{waarde}"' for label, waarde in labels.items()) + "}"


def _van_de_regio(regio: str, stand: Meetstand) -> Iterator[str]:
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
        ("onverklaard", "Tokens en register die niet uit het grootboek volgen.", str(stand.onverklaard)),
        ("klok_afwijking_seconds", "Hoeveel deze machine voorloopt op de database.", f"{stand.klok_afwijking_s:.1f}"),
    ):
        yield from _kop(naam, "gauge", uitleg)
        yield f'berichtenverkeer_{naam}{{regio="{regio}"}} {waarde}'
    yield from _kop("termijnen_te_laat", "gauge", "Open termijnen die voorbij hun deadline zijn, van alle partijen.")
    for soort, aantal in sorted(stand.te_laat.items()):
        yield f'berichtenverkeer_termijnen_te_laat{{regio="{regio}",soort="{soort}"}} {aantal}'


def _kop(naam: str, soort: str, uitleg: str) -> Iterator[str]:
    yield f"# HELP berichtenverkeer_{naam} {uitleg}"
    yield f"# TYPE berichtenverkeer_{naam} {soort}"
