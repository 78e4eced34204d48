# SPDX-License-Identifier: EUPL-1.2
"""The figures of a flow report, and the identity that every one of them must satisfy."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from berichtenverkeer.stromen.bewegingen import Soort
from berichtenverkeer.stromen.opdracht import ONBEKEND
from berichtenverkeer.stromen.periode import Periode
from berichtenverkeer.stromen.redenen import cbs_reden

Tellingen = dict[str, int]
"""Code -> number, by code, without zeros."""


class Onbalans(AssertionError):
    """A report that does not balance: a bug of ours, never a footnote (definitions.md 4)."""


class Volledigheid(msgspec.Struct, kw_only=True, rename="camel"):
    """How much the figures beside it rest on: numbers, and how many of those have what they need.

    `toewijzingen` past their Ingangsdatum in the period, `beeindigd` those that ended in it, `stops` in it.
    """

    toewijzingen: int = 0
    met_levering: int = 0
    beeindigd: int = 0
    met_stop: int = 0
    stops: int = 0
    met_reden: int = 0
    instroom: int = 0
    met_verwijzer: int = 0


class Onbevestigd(msgspec.Struct, kw_only=True, rename="camel"):
    """Of each figure of the same name beside it, or in its volledigheid: how much of it is not confirmed yet.

    It is what the figure has more, or (negative) less, than it would have without the berichten that receivers who
    answer themselves have not answered: a stop that waits makes one more uitstroom and one less in the stand. Another
    thing than what is voorlopig because it lies within D days of the day of K.
    """

    stand_begin: int = 0
    instroom: int = 0
    stapeling: int = 0
    doorstroom_in: int = 0
    in_totaal: int = 0
    uitstroom: int = 0
    afbouw: int = 0
    doorstroom_uit: int = 0
    verondersteld: int = 0
    uit_totaal: int = 0
    stand_eind: int = 0
    toewijzingen: int = 0
    met_levering: int = 0
    beeindigd: int = 0
    met_stop: int = 0
    stops: int = 0
    met_reden: int = 0


class Plekcijfers(msgspec.Struct, kw_only=True, rename="camel"):
    """One plek in one period. All count aanwezigheden, so a client counts once per plek that he is in.

    The kinds of in and uit add up to `in_totaal` and `uit_totaal`; nieuw, herhaald and `beroep_onbekend` to instroom;
    opschaling, afschaling, zijwaarts and `schaling_onbekend` to doorstroom_in (all 0 but for segmenten). `redenen`
    (JZ588) and `redenen_cbs` are those of uitstroom. What comes after them qualifies stand_eind and the movements.
    """

    plek: str
    naam: str = ""
    stand_begin: int = 0
    instroom: int = 0
    stapeling: int = 0
    doorstroom_in: int = 0
    in_totaal: int = 0
    uitstroom: int = 0
    afbouw: int = 0
    doorstroom_uit: int = 0
    verondersteld: int = 0
    uit_totaal: int = 0
    stand_eind: int = 0
    nieuw: int = 0
    herhaald: int = 0
    beroep_onbekend: int = 0
    opschaling: int = 0
    afschaling: int = 0
    zijwaarts: int = 0
    schaling_onbekend: int = 0
    redenen: Tellingen = {}
    redenen_cbs: Tellingen = {}
    verwijzers: Tellingen = {}
    in_voorlopig: int = 0
    uit_voorlopig: int = 0
    zonder_stop_na_einddatum: int = 0
    langer_dan_6_maanden_onderbroken: int = 0
    zonder_toewijzing: int = 0
    onbevestigd: Onbevestigd = msgspec.field(default_factory=Onbevestigd)
    volledigheid: Volledigheid = msgspec.field(default_factory=Volledigheid)

    def tel(self, naam: str, aantal: int) -> None:
        """Add to a figure."""
        _meer(self, naam, aantal)

    def teken_aan(self, naam: str, aantal: int) -> None:
        """Add to a figure that qualifies the others, here or in `volledigheid`."""
        _meer(self.volledigheid if naam in Volledigheid.__struct_fields__ else self, naam, aantal)

    def van(self, naam: str) -> int:
        """A figure by its name, here or in `volledigheid`."""
        waarde: int = getattr(self if hasattr(self, naam) else self.volledigheid, naam)
        return waarde


def verschil(cijfers: Plekcijfers, bevestigd: Plekcijfers) -> Onbevestigd:
    """What `cijfers` have more than those of what is confirmed alone."""
    return Onbevestigd(**{naam: cijfers.van(naam) - bevestigd.van(naam) for naam in Onbevestigd.__struct_fields__})


class Doorstroomcel(msgspec.Struct, kw_only=True, rename="camel"):
    """From one plek to another: `aankomsten` in the period, `eerder_vertrokken` those that left before it.

    Beside it the departures of the period that arrived in another one: `eerder_aangekomen`, `later_aangekomen`.
    """

    van: str
    naar: str
    aankomsten: int = 0
    eerder_vertrokken: int = 0
    later_vertrokken: int = 0
    eerder_aangekomen: int = 0
    later_aangekomen: int = 0

    @property
    def vertrekken(self) -> int:
        """All that left for `naar` in the period, whenever they arrived."""
        hier = self.aankomsten - self.eerder_vertrokken - self.later_vertrokken
        return hier + self.eerder_aangekomen + self.later_aangekomen


class Periodecijfers(msgspec.Struct, kw_only=True, rename="camel"):
    """One period: the region's own figures, those of its plekken, and who went from where to where."""

    periode: Periode
    regio: Plekcijfers
    plekken: list[Plekcijfers]
    doorstroom: list[Doorstroomcel]


class Bewegingentelling(msgspec.Struct, frozen=True, kw_only=True):
    """How many movements have all this in common.

    `verschil`: the other side is earlier (-1) or later (1).
    """

    periode: int
    is_regio: bool
    richting: str
    plek: str
    soort: str
    andere_plek: str | None
    verschil: int | None
    beroep: str | None
    verwijzer: str | None
    reden: str | None
    schaling: int | None
    voorlopig: bool
    aantal: int


_BEROEP = {"nieuw": "nieuw", "herhaald": "herhaald", ONBEKEND: "beroep_onbekend"}
_SCHALING = {1: "opschaling", -1: "afschaling", 0: "zijwaarts", None: "schaling_onbekend"}


def tel_in(cijfers: Plekcijfers, telling: Bewegingentelling) -> None:
    """Add movements into a plek to its figures."""
    for naam in ("in_totaal", "doorstroom_in" if telling.soort == Soort.DOORSTROOM else telling.soort):
        cijfers.tel(naam, telling.aantal)
    if telling.voorlopig:
        _meer(cijfers, "in_voorlopig", telling.aantal)
    if telling.soort == Soort.INSTROOM:
        _meer(cijfers, _BEROEP[telling.beroep or ONBEKEND], telling.aantal)
        _meer_van(cijfers.verwijzers, telling.verwijzer, telling.aantal)
    elif telling.soort == Soort.DOORSTROOM:
        _meer(cijfers, _SCHALING[telling.schaling], telling.aantal)


def tel_uit(cijfers: Plekcijfers, telling: Bewegingentelling) -> None:
    """Add movements out of a plek to its figures."""
    for naam in ("uit_totaal", "doorstroom_uit" if telling.soort == Soort.DOORSTROOM else telling.soort):
        cijfers.tel(naam, telling.aantal)
    if telling.voorlopig:
        _meer(cijfers, "uit_voorlopig", telling.aantal)
    if telling.soort == Soort.UITSTROOM:
        _meer_van(cijfers.redenen, telling.reden, telling.aantal)
        _meer_van(cijfers.redenen_cbs, cbs_reden(telling.reden), telling.aantal)


def doorstroomcellen(tellingen: Iterable[Bewegingentelling]) -> list[Doorstroomcel]:
    """The matrix of one period, by plek; only cells in which something happened."""
    cellen: dict[tuple[str, str], Doorstroomcel] = {}
    for telling in tellingen:
        if telling.soort != Soort.DOORSTROOM:
            continue
        assert telling.andere_plek is not None, "a transfer has two sides"
        hier, daar = telling.plek, telling.andere_plek
        van, naar = (daar, hier) if telling.richting == "in" else (hier, daar)
        cel = cellen.setdefault((van, naar), Doorstroomcel(van=van, naar=naar))
        if telling.richting == "in":
            cel.aankomsten += telling.aantal
            cel.eerder_vertrokken += telling.aantal if telling.verschil == -1 else 0
            cel.later_vertrokken += telling.aantal if telling.verschil == 1 else 0
        else:
            cel.eerder_aangekomen += telling.aantal if telling.verschil == -1 else 0
            cel.later_aangekomen += telling.aantal if telling.verschil == 1 else 0
    return [cellen[sleutel] for sleutel in sorted(cellen)]


def controleer(cijfers: Periodecijfers) -> None:
    """Raises Onbalans, naming plek and period, when anything does not add up."""
    for een in (cijfers.regio, *cijfers.plekken):
        for wat, links, rechts in (*_sommen(een), *_sommen_van_stroom(een.onbevestigd)):
            _eis(links == rechts, cijfers.periode, een.plek, wat)
    rijen: Counter[str] = Counter()
    kolommen: Counter[str] = Counter()
    for cel in cijfers.doorstroom:
        rijen[cel.van] += cel.vertrekken
        kolommen[cel.naar] += cel.aankomsten
    for een in cijfers.plekken:
        _eis(rijen.pop(een.plek, 0) == een.doorstroom_uit, cijfers.periode, een.plek, "row of the matrix")
        _eis(kolommen.pop(een.plek, 0) == een.doorstroom_in, cijfers.periode, een.plek, "column of the matrix")
    _eis(not rijen and not kolommen, cijfers.periode, "", "matrix with a plek that has no figures")
    _eis(not (cijfers.regio.doorstroom_in or cijfers.regio.stapeling), cijfers.periode, "regio", "only instroom")


def _sommen_van_stroom(een: Plekcijfers | Onbevestigd) -> Iterator[tuple[str, int, int]]:
    """What holds for all, holds for those that are not confirmed."""
    yield "stand", een.stand_eind, een.stand_begin + een.in_totaal - een.uit_totaal
    yield "in", een.in_totaal, een.instroom + een.stapeling + een.doorstroom_in
    yield "uit", een.uit_totaal, een.uitstroom + een.afbouw + een.doorstroom_uit + een.verondersteld


def _sommen(een: Plekcijfers) -> Iterator[tuple[str, int, int]]:
    yield from _sommen_van_stroom(een)
    yield "beroep", een.instroom, een.nieuw + een.herhaald + een.beroep_onbekend
    yield (
        "schaling",
        een.doorstroom_in,
        een.opschaling + een.afschaling + een.zijwaarts + een.schaling_onbekend,
    )
    yield "redenen", een.uitstroom, sum(een.redenen.values())
    yield "cbs", een.uitstroom, sum(een.redenen_cbs.values())
    yield "verwijzers", een.instroom, sum(een.verwijzers.values())


def _eis(klopt: bool, periode: Periode, plek: str, wat: str) -> None:
    if not klopt:
        raise Onbalans(f"{wat}: {plek} from {periode.begin} to {periode.eind}")


def _meer(cijfers: msgspec.Struct, naam: str, aantal: int) -> None:
    setattr(cijfers, naam, getattr(cijfers, naam) + aantal)


def _meer_van(tellingen: Tellingen, code: str | None, aantal: int) -> None:
    tellingen[code or ONBEKEND] = tellingen.get(code or ONBEKEND, 0) + aantal
