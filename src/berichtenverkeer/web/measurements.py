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

from berichtenverkeer.core.logs import logger
from berichtenverkeer.gateway.measurement import Measurement
from berichtenverkeer.gateway.work import Receipt
from berichtenverkeer.web.counters import Counters, Key

LIMITS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Upper bounds of a histogram, in seconds."""

_LIMITS_US = tuple(round(one * 1e6) for one in LIMITS_S)
_BUCKETS = tuple(map(str, range(len(LIMITS_S) + 1)))

INTERVAL_S = 0.1
"""How often is looked whether the event loop is in time: whatever holds it for longer is seen."""

_BERICHTEN, _VERZOEKEN = "berichten_ontvangen_total", "verzoeken_total"
_DURATION, _LOOP = "verzoek_duur_seconds", "lus_vertraging_seconds"
_LABELS = {
    _BERICHTEN: ("berichtsoort", "oordeel"),
    _VERZOEKEN: ("methode", "route", "status"),
    _DURATION: ("methode", "route"),
    _LOOP: (),
}
_SUMMED = "som"
"""In the key of a histogram where otherwise the number of a bucket stands: microseconds in all."""


class _Series:
    """The counters of requests with one method, route and status: which they are is looked up once."""

    def __init__(self, counters: Counters, method: str, route: str, status: int) -> None:
        self._counters = counters
        self._duration = (_DURATION, method, route)
        self._count = counters.index_of((_VERZOEKEN, method, route, str(status)))
        self._summed = counters.index_of((*self._duration, _SUMMED))

    def count_up(self, duration_us: int) -> None:
        """One request more, which took so long."""
        counters = self._counters
        counters.add(self._count, 1)
        counters.add(self._summed, duration_us)
        counters.count_up((*self._duration, _BUCKETS[bisect_left(_LIMITS_US, duration_us)]))


class Measurements:
    """What this process counts for one region, and what all of them do."""

    def __init__(self, regio: str, map_: Path | None = None) -> None:
        """`map_` is where all processes of this machine keep their counters; None: this process counts alone."""
        self._regio = regio
        try:
            self._counters = Counters(map_)
        except OSError as fault:
            logger.warning("metingen_niet_gedeeld", fout=type(fault).__name__)
            self._counters = Counters()
        self._series: dict[tuple[str, str, int], _Series] = {}

    def bericht(self, receipt: Receipt) -> None:
        """Count a bericht that was kept; a repeat or a proef is none."""
        if not (receipt.is_herhaald or receipt.is_proef):
            self._counters.count_up((_BERICHTEN, receipt.berichtsoort, receipt.oordeel))

    def verzoek(self, method: str, route: str, status: int, duration_us: int) -> None:
        """Count an answered request; `route` is a template, so that the number of series is bounded."""
        series = self._series.get((method, route, status))
        if series is None:
            series = self._series[method, route, status] = _Series(self._counters, method, route, status)
        series.count_up(duration_us)

    async def watch_the_loop(self) -> None:
        """Count how late the event loop comes to what is due, for as long as the task runs."""
        loop = asyncio.get_running_loop()
        while True:
            expected = loop.time() + INTERVAL_S
            await asyncio.sleep(INTERVAL_S)
            self._duration((_LOOP,), int(max(0.0, loop.time() - expected) * 1e6))

    def _duration(self, key: Key, duration_us: int) -> None:
        self._counters.count_up((*key, _BUCKETS[bisect_left(_LIMITS_US, duration_us)]))
        self._counters.count_up((*key, _SUMMED), duration_us)

    async def text(self, stand: Measurement) -> str:
        """Everything, as Prometheus reads it."""
        summed = await asyncio.to_thread(self._counters.summed)  # reads files
        return "\n".join([*_from_the_processes(self._regio, summed), *_of_the_regio(self._regio, stand)]) + "\n"

    def close(self) -> None:
        """What was counted stays."""
        self._counters.close()


def _from_the_processes(regio: str, summed: Mapping[Key, int]) -> Iterator[str]:
    for name, explanation in (
        (_BERICHTEN, "Berichten die zijn ontvangen en vastgelegd."),
        (_VERZOEKEN, "Beantwoorde verzoeken."),
    ):
        yield from _preamble(name, "counter", explanation)
        for key in sorted(key for key in summed if key[0] == name):
            yield f"berichtenverkeer_{name}{_labels(regio, name, key[1:])} {summed[key]}"
    for name, explanation in (
        (_DURATION, "Duur van een verzoek tot het antwoord klaar was."),
        (_LOOP, "Hoe laat een proces toekwam aan wat aan de beurt was."),
    ):
        yield from _preamble(name, "histogram", explanation)
        no: set[Key] = set() if _LABELS[name] else {()}  # without labels there is one, also before it counted
        for values in sorted(no | {key[1:-1] for key in summed if key[0] == name}):
            yield from _histogram(regio, summed, name, values)


def _histogram(regio: str, summed: Mapping[Key, int], name: str, values: Key) -> Iterator[str]:
    buckets = [summed.get((name, *values, str(number)), 0) for number in range(len(LIMITS_S) + 1)]
    for bound, count in zip((*map(str, LIMITS_S), "+Inf"), accumulate(buckets), strict=True):
        yield f"berichtenverkeer_{name}_bucket{_labels(regio, name, values, le=bound)} {count}"
    yield (
        f"berichtenverkeer_{name}_sum{_labels(regio, name, values)} {summed.get((name, *values, _SUMMED), 0) / 1e6:.6f}"
    )
    yield f"berichtenverkeer_{name}_count{_labels(regio, name, values)} {sum(buckets)}"


def _labels(regio: str, name: str, values: Key, **more: str) -> str:
    labels = {"regio": regio, **dict(zip(_LABELS[name], values, strict=True)), **more}
    return "{" + ",".join(f'{label}="{value}"' for label, value in labels.items()) + "}"


def _of_the_regio(regio: str, stand: Measurement) -> Iterator[str]:
    oldest = stand.wachtend.oldest
    wait_s = max(0.0, (stand.gemeten_op - oldest).total_seconds()) if oldest else 0.0
    since = stand.onbeantwoord_sinds
    dagen = max(0, (stand.gemeten_op.date() - since).days) if since else 0
    for name, explanation, value in (
        ("wachtend", "Berichten die klaarstaan en niet zijn afgehaald.", str(stand.wachtend.count)),
        ("oudste_wachtend_seconds", "Hoe lang het oudste bericht al klaarstaat.", f"{wait_s:.0f}"),
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
        yield from _preamble(name, "gauge", explanation)
        yield f'berichtenverkeer_{name}{{regio="{regio}"}} {value}'
    yield from _preamble(
        "termijnen_te_laat", "gauge", "Open termijnen die voorbij hun deadline zijn, van alle partijen."
    )
    for soort, count in sorted(stand.te_laat.items()):
        yield f'berichtenverkeer_termijnen_te_laat{{regio="{regio}",soort="{soort}"}} {count}'


def _preamble(name: str, soort: str, explanation: str) -> Iterator[str]:
    yield f"# HELP berichtenverkeer_{name} {explanation}"
    yield f"# TYPE berichtenverkeer_{name} {soort}"
