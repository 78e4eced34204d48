# SPDX-License-Identifier: EUPL-1.2
"""What an aanbieder has earned with the care of one youth: one line for each toewijzing, product and month.

A pure function of what is assigned and what was reported, so a late, corrected or withdrawn bericht changes what should
be declared; the office sends the difference as credits and debets. The counting is of its own, not that of the rules.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from random import Random
from typing import NamedTuple

import msgspec

from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.standaard.codes import Eenheid, Frequentie
from berichtenverkeer.voorbeeldregio.aanbod import Landschap
from berichtenverkeer.voorbeeldregio.bouwen import Plek
from berichtenverkeer.voorbeeldregio.leven import Leven
from berichtenverkeer.voorbeeldregio.toewijzen import is_verwijderd

_MAANDEN_PER_STUK = 6
"""How long care takes of which only the outcome is paid."""

_ZONDER_OMVANG: dict[str, tuple[int, int]] = {
    Eenheid.UUR: (3, 14),
    Eenheid.MINUUT: (120, 600),
    Eenheid.ETMAAL: (6, 30),
    Eenheid.DAGDEEL: (6, 24),
    Eenheid.STUKS_OUTPUT: (1, 1),
}
"""Least and most of a product in a month when the toewijzing does not say how much."""


class Periode(NamedTuple):
    """Days, both included."""

    begin: date
    einde: date

    @property
    def dagen(self) -> int:
        return max(0, (self.einde - self.begin).days + 1)

    @property
    def weken(self) -> int:
        """The weeks of the calendar that have a day of it."""
        maandag = self.begin - timedelta(days=self.begin.weekday())
        return (self.einde - maandag).days // 7 + 1

    def binnen(self, ander: "Periode") -> "Periode":
        return Periode(max(self.begin, ander.begin), min(self.einde, ander.einde))


class Sleutel(NamedTuple):
    """What may be declared once."""

    nummer: int
    code: str
    maand: date


class Inhoud(msgspec.Struct, frozen=True):
    """Of one prestatie, all but its references and DebetCredit."""

    categorie: str
    code: str
    periode: Periode
    volume: int
    eenheid: str
    tarief_cents: int
    bedrag_cents: int


class Verdiend(msgspec.Struct, frozen=True):
    """A line of what was earned. `meest_in_periode` is what its period may hold, in units of the toewijzing; None when
    there is no limit. `uurtarief_cents` is there when hours are declared in minutes."""

    sleutel: Sleutel
    leven: Leven
    toewijzing: ToegewezenProduct
    inhoud: Inhoud
    uurtarief_cents: int | None
    meest_in_periode: int | None

    def met(self, volume: int, tarief_cents: int | None = None) -> Inhoud:
        """The same line with another volume, or with another price."""
        tarief = self.inhoud.tarief_cents if tarief_cents is None else tarief_cents
        bedrag = volume * tarief if self.uurtarief_cents is None else _in_minuten(self.uurtarief_cents, volume)
        return msgspec.structs.replace(self.inhoud, volume=volume, tarief_cents=tarief, bedrag_cents=bedrag)


@lru_cache(maxsize=4096)
def maand_van(dag: date) -> Periode:
    """The month of a day."""
    return Periode(dag.replace(day=1), dag.replace(day=monthrange(dag.year, dag.month)[1]))


def volgende_maand(dag: date) -> date:
    """The first day of the month after that of a day."""
    return maand_van(dag).einde + timedelta(days=1)


def meest_in_totaal(toewijzing: ToegewezenProduct) -> int | None:
    """What a toewijzing gives in all, in its own unit; None when there is no limit."""
    omvang = toewijzing.omvang
    if omvang is None or omvang.frequentie == Frequentie.TOTAAL:
        return omvang.volume if omvang else None
    if toewijzing.einddatum is None:
        return None
    return omvang.volume * Periode(toewijzing.ingangsdatum, toewijzing.einddatum).weken


class Rekeningen:
    """What one aanbieder earned, by toewijzing: worked out once as long as toewijzing and care stay what they are."""

    def __init__(self, *, in_minuten: bool) -> None:
        self._in_minuten = in_minuten
        self._per_nummer: dict[int, _Rekening] = {}

    def regels(self, leven: Leven, plek: Plek, vanaf: date, tot: date) -> Iterator[Verdiend]:
        """Everything of a youth in the months from `vanaf` (the first day of one) up to that of `tot`, as known now."""
        for nummer, toewijzing in sorted(leven.toewijzingen.get(plek, {}).items()):
            gemeld = leven.zorg.get(nummer)
            if not gemeld or nummer in leven.teruggevraagd or is_verwijderd(toewijzing):
                continue
            gegeven = [Periode(begin, min(einden, default=date.max)) for begin, einden in gemeld.items()]
            rekening = self._per_nummer.get(nummer)
            if rekening is None or not rekening.is_van(toewijzing, gegeven):
                rekening = _Rekening(leven, plek, toewijzing, gegeven, self._in_minuten)
                self._per_nummer[nummer] = rekening
            yield from (regel for regel in rekening.tot_en_met(tot) if regel.sleutel.maand >= vanaf)


class _Rekening:
    """One toewijzing: month by month, until what is assigned is used up."""

    def __init__(
        self, leven: Leven, plek: Plek, toewijzing: ToegewezenProduct, gegeven: list[Periode], in_minuten: bool
    ) -> None:
        self._leven = leven
        self._plek = plek
        self._toewijzing = toewijzing
        self._gegeven = gegeven
        self._in_minuten = in_minuten
        self._geldig = Periode(toewijzing.ingangsdatum, toewijzing.einddatum or date.max)
        self._maand = maand_van(max(min(een.begin for een in gegeven), self._geldig.begin))
        self._over = meest_in_totaal(toewijzing)
        self._regels: list[Verdiend] = []

    def is_van(self, toewijzing: ToegewezenProduct, gegeven: list[Periode]) -> bool:
        """Whether nothing changed."""
        return self._toewijzing is toewijzing and self._gegeven == gegeven

    def tot_en_met(self, dag: date) -> list[Verdiend]:
        """Everything up to the month of a day, for days that do not go back."""
        while self._maand.begin <= dag:
            periode = self._maand.binnen(self._geldig)
            dagen = min(periode.dagen, sum(een.binnen(periode).dagen for een in self._gegeven))
            for regel, volume in self._van_maand(self._maand.begin, periode, dagen, self._over) if dagen else ():
                self._over = None if self._over is None else self._over - volume
                self._regels.append(regel)
            self._maand = maand_van(volgende_maand(self._maand.begin))
        return self._regels

    def _van_maand(self, maand: date, periode: Periode, dagen: int, over: int | None) -> Iterator[tuple[Verdiend, int]]:
        """The lines of a month, each with how much of the toewijzing it takes."""
        product, omvang = self._toewijzing.product, self._toewijzing.omvang
        assert product is not None
        if omvang is None or product.code is None:
            yield from self._zonder_omvang(maand, periode)
            return
        meest = None if omvang.frequentie == Frequentie.TOTAAL else omvang.volume * periode.weken
        if meest is None:
            volume = self._af(maand, omvang.volume) - (omvang.volume - (over or 0))
        else:
            inzet = 0.7 + 0.3 * deel(self._leven, self._toewijzing.toewijzing_nummer, maand)
            volume = max(1, round(meest * inzet * dagen / periode.dagen))
        volume = volume if over is None else min(volume, over)
        if volume > 0:
            yield self._regel(maand, periode, product.code, omvang.eenheid, volume, meest), volume

    def _zonder_omvang(self, maand: date, periode: Periode) -> Iterator[tuple[Verdiend, int]]:
        """One or two products of the categorie, as much as was needed."""
        assert self._toewijzing.product is not None
        categorie = self._toewijzing.product.categorie
        toeval = Random(f"{self._leven.opzet.zaad}/{self._toewijzing.toewijzing_nummer}/{maand}")
        landschap, (aanbieder, gemeente) = self._leven.landschap, self._plek
        codes = landschap.producten_van(aanbieder, gemeente, categorie, periode.begin)
        for code in sorted(toeval.sample(codes, min(len(codes), toeval.choice((1, 1, 2))))):
            eenheid = min(landschap.tarieven(aanbieder, categorie, code, periode.begin))
            yield self._regel(maand, periode, code, eenheid, toeval.randint(*_ZONDER_OMVANG[eenheid]), None), 0

    def _regel(
        self, maand: date, periode: Periode, code: str, eenheid: str, volume: int, meest: int | None
    ) -> Verdiend:
        assert self._toewijzing.product is not None
        categorie = self._toewijzing.product.categorie
        tarief = _tarief(self._leven.landschap, self._plek, categorie, code, periode.begin, eenheid)
        uurtarief = tarief if self._in_minuten and eenheid == Eenheid.UUR else None
        if uurtarief is not None:
            eenheid, volume, tarief = Eenheid.MINUUT, volume * 60 - 15 * (maand.month % 4), _in_minuten(uurtarief, 1)
        regel = Verdiend(
            sleutel=Sleutel(self._toewijzing.toewijzing_nummer, code, maand),
            leven=self._leven,
            toewijzing=self._toewijzing,
            inhoud=Inhoud(categorie, code, periode, 0, eenheid, tarief, 0),
            uurtarief_cents=uurtarief,
            meest_in_periode=meest,
        )
        return msgspec.structs.replace(regel, inhoud=regel.met(volume))

    def _af(self, maand: date, volume: int) -> int:
        """How much of a total was done by the end of a month: all of it when care has ended for good."""
        begin = min(een.begin for een in self._gegeven)
        laatste = min(self._geldig.einde, max(een.einde for een in self._gegeven))
        if laatste <= maand_van(maand).einde:
            return volume
        maanden = 12 * (maand.year - begin.year) + maand.month - begin.month + 1
        return min(volume, volume * maanden // _MAANDEN_PER_STUK)


def deel(leven: Leven, nummer: int, maand: date, waarvan: str = "volume") -> float:
    """A share below 1 that is always the same for a toewijzing and a month."""
    vraag = f"{leven.opzet.zaad}/{nummer}/{maand}/{waarvan}"
    return int.from_bytes(blake2b(vraag.encode(), digest_size=4).digest()) / 2**32


def _tarief(landschap: Landschap, plek: Plek, categorie: str, code: str, op: date, eenheid: str) -> int:
    return landschap.tarieven(plek.aanbieder, categorie, code, op)[eenheid]


def _in_minuten(uurtarief_cents: int, minuten: int) -> int:
    """Half a cent goes up (IV081)."""
    return (uurtarief_cents * minuten + 30) // 60
