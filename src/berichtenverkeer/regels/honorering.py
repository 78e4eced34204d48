# SPDX-License-Identifier: EUPL-1.2
"""What a JW301 does to the toewijzingen that there are, and to the JW317 that it grants (IV093, IV097, OP348).

The standard has no retourcode for any of this, so nothing here rejects: every fault is a signal beside the receipt
(decision 061). What may follow on an earlier version, whoever asked for it, is in `versies`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations

from berichtenverkeer.berichten import JW301
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.regels.history import History, Toewijzing, Verzoek, Wijzigingsdeel
from berichtenverkeer.regels.meldingen import signalen
from berichtenverkeer.regels.plek import TOEGEWEZEN
from berichtenverkeer.regels.versies import (
    Plaats,
    geldt_als_geheel,
    inhoud,
    toegewezen_inhoud,
    verlenging,
    verlengingen,
    versies,
    wijzigingen,
)
from berichtenverkeer.regels.voorraad import ELEMENTEN, Voorraad, Wens
from berichtenverkeer.standaard.codes import RedenWijziging

PRODUCTEN = "JW301/Client/ToegewezenProducten"
"""Where a signal stands about a product that is not there."""


def honorering(bericht: JW301, history: History) -> list[Bevinding]:
    """What the gemeente did otherwise than the standard asks, each once; `history` is that before the JW301 was booked.

    A request that was granted before is not judged again: the first JW301 that grants it has all of it (IV093).
    """
    producten = list(TOEGEWEZEN.in_(bericht))
    gevonden: list[Bevinding] = []
    gevraagd: set[str] = set()
    toegewezen = _Toegewezen(producten)
    for verzoek in _ingewilligd(producten, history):
        inwilliging = _Inwilliging(verzoek, toegewezen, history)
        gevonden += inwilliging.afwijkingen()
        toegewezen.voorraad.leg_terug(inwilliging.genomen)
        gevraagd |= inwilliging.gevraagd
    gevonden += versies(producten, history)
    gevonden += (een for een in verlengingen(producten, history) if een.pad.rpartition("/")[0] not in gevraagd)
    return list(dict.fromkeys(gevonden))


def _ingewilligd(producten: Iterable[Plaats], history: History) -> Iterator[Verzoek]:
    """The requests for change that this JW301 is the first to grant."""
    for referentie in dict.fromkeys(product.referentie_aanbieder for _, product in producten):
        verzoek = None if referentie is None else history.verzoek(referentie)
        if verzoek and verzoek.is_wijziging and not verzoek.is_toegewezen and history.is_eigen_verzoek(verzoek):
            yield verzoek


class _Toegewezen:
    """What a JW301 assigns, as the requests look for it: however many those are, it is gone through once."""

    def __init__(self, producten: Sequence[Plaats]) -> None:
        self.producten = producten
        self.per_nummer = {product.toewijzing_nummer: (pad, product) for pad, product in producten}
        self.plekken: dict[int, list[int]] = {}
        self.per_referentie: dict[str | None, list[Plaats]] = {}
        for plek, (pad, product) in enumerate(producten):
            self.plekken.setdefault(product.toewijzing_nummer, []).append(plek)
            self.per_referentie.setdefault(product.referentie_aanbieder, []).append((pad, product))
        self.voorraad = Voorraad(producten)


class _Inwilliging:
    """One request beside the JW301 that grants it."""

    def __init__(self, verzoek: Verzoek, toegewezen: _Toegewezen, history: History) -> None:
        self.referentie = verzoek.referentie
        self.delen = history.delen(verzoek)
        self.history = history
        self.toegewezen = toegewezen
        self.genoemd = {deel.toewijzing_nummer for deel in self.delen if deel.toewijzing_nummer is not None}
        self.genomen: list[int] = []
        """What was taken out of the stock: all but the products with a new number that are still to be asked for."""
        self.gevraagd: set[str] = set()
        """The paths of products with a new number that the request asked for."""
        for nummer in self.genoemd:
            for plek in toegewezen.plekken.get(nummer, ()):
                self._neem(plek)

    def afwijkingen(self) -> Iterator[Bevinding]:
        """First what stays or changes, in the order of the request; then what is new; then what nobody asked for."""
        wensen = []
        for deel in self.delen:
            if deel.soort == "nieuw":
                wensen.append(_wens(deel, deel))
                continue
            assert deel.toewijzing_nummer is not None
            plaats = self.toegewezen.per_nummer.get(deel.toewijzing_nummer)
            oud = self.history.toewijzing(deel.toewijzing_nummer)
            if plaats is None:
                yield _ontbreekt(f"Toewijzing {deel.toewijzing_nummer}")
            else:
                yield from self._draagt_referentie(plaats)
            if oud is None or (plaats is not None and _is_ter_plaatse_gewijzigd(deel, plaats[1], oud)):
                continue
            if _vraagt_nieuw_nummer(deel, oud):
                wensen.append(_wens(deel, oud))
            if plaats is not None:
                yield from self._bestaand(deel, plaats, oud)
        yield from self._nieuw(wensen)
        for pad, product in self.toegewezen.per_referentie.get(self.referentie, ()):
            if product.toewijzing_nummer not in self.genoemd and pad not in self.gevraagd:
                yield signalen.IV097.op(f"{pad}/ReferentieAanbieder", None, *_NIET_GEVRAAGD)

    def _bestaand(self, deel: Wijzigingsdeel, plaats: Plaats, oud: Toewijzing) -> Iterator[Bevinding]:
        """A toewijzing that the request names, beside how the JW301 has it."""
        pad, product = plaats
        anders = wijzigingen(product, oud)
        if deel.soort == "ongewijzigd":
            if anders:
                yield signalen.IV093.op(pad, None, *_NIET_ONGEWIJZIGD)
            return
        if _vraagt_nieuw_nummer(deel, oud):
            yield from _beeindigd(deel, plaats, oud)
        elif (opvolger := self._opvolger(deel, plaats, oud)) is not None:
            yield from self._draagt_referentie(opvolger)
            if oud.is_actueel(opvolger[1].toewijzingsdatum):
                yield verlenging(opvolger[0])
        elif not anders and (inhoud(deel), deel.einddatum) != (inhoud(oud), oud.einddatum):
            yield signalen.IV093.op(pad, None, *_NIET_GEWIJZIGD)
        else:
            yield from _zoals_gevraagd(_wens(deel, oud), plaats, {"Omvang", "Budget", "Einddatum"})
        if anders and product.reden_wijziging not in (None, RedenWijziging.OP_VERZOEK) and not _is_verwijderd(product):
            yield signalen.IV093.op(f"{pad}/RedenWijziging", None, *_ANDERE_REDEN)

    def _opvolger(self, deel: Wijzigingsdeel, plaats: Plaats, oud: Toewijzing) -> Plaats | None:
        """The new number under which a toewijzing goes on, where only its Einddatum should have moved (OP380)."""
        verlengt = (oud.einddatum or date.max) < (deel.einddatum or date.max)
        if geldt_als_geheel(oud) or not verlengt or plaats[1].einddatum == deel.einddatum:
            return None
        plek = self.toegewezen.voorraad.eerste(_wens(deel, oud), ("Omvang", "Budget", "Einddatum"))
        return None if plek is None else self._geef(plek)

    def _neem(self, plek: int) -> None:
        self.toegewezen.voorraad.neem(plek)
        self.genomen.append(plek)

    def _geef(self, plek: int) -> Plaats:
        """Take a product with a new number that was asked for."""
        self._neem(plek)
        plaats = self.toegewezen.producten[plek]
        self.gevraagd.add(plaats[0])
        return plaats

    def _nieuw(self, wensen: Sequence[Wens]) -> Iterator[Bevinding]:
        """Give every wish the new number that fits it best, and say what is missing or differs.

        Who differs in fewest elements goes first; then who stands first in the request, and gets what stands first.
        """
        gegeven: dict[int, Plaats] = {}
        for gelijk in range(len(ELEMENTEN), -1, -1):
            for nummer, wens in enumerate(wensen):
                plek = None if nummer in gegeven else self._beste(wens, gelijk)
                if plek is not None:
                    gegeven[nummer] = self._geef(plek)
        for nummer, wens in enumerate(wensen):
            if nummer not in gegeven:
                yield _ontbreekt(f"Een nieuwe toewijzing van {_naam(wens)}")
                continue
            yield from self._draagt_referentie(gegeven[nummer])
            yield from _zoals_gevraagd(wens, gegeven[nummer], {"Ingangsdatum", "Einddatum", "Omvang", "Budget"})

    def _beste(self, wens: Wens, gelijk: int) -> int | None:
        """The first product that has so many elements in common with the wish."""
        kandidaten = (self.toegewezen.voorraad.eerste(wens, eisen) for eisen in combinations(ELEMENTEN, gelijk))
        return min((plek for plek in kandidaten if plek is not None), default=None)

    def _draagt_referentie(self, plaats: Plaats) -> Iterator[Bevinding]:
        pad, product = plaats
        if product.referentie_aanbieder != self.referentie:
            yield signalen.IV097.op(f"{pad}/ReferentieAanbieder", None, *_ZONDER_REFERENTIE)


def _wens(deel: Wijzigingsdeel, product: Wijzigingsdeel | Toewijzing) -> Wens:
    return Wens(product.categorie, product.code, inhoud(deel), deel.ingangsdatum, deel.einddatum)


def _vraagt_nieuw_nummer(deel: Wijzigingsdeel, oud: Toewijzing) -> bool:
    """Whether the change cannot keep its number: another Omvang, and not of one amount for the whole duration."""
    return deel.soort == "te wijzigen" and not geldt_als_geheel(oud) and inhoud(deel) != inhoud(oud)


def _is_ter_plaatse_gewijzigd(deel: Wijzigingsdeel, product: ToegewezenProduct, oud: Toewijzing) -> bool:
    """Whether it got the wished Omvang under its own number all the same: `versies` says that (OP257)."""
    return _vraagt_nieuw_nummer(deel, oud) and toegewezen_inhoud(product) == inhoud(deel)


def _beeindigd(deel: Wijzigingsdeel, plaats: Plaats, oud: Toewijzing) -> Iterator[Bevinding]:
    """The old number ends on the day before the new one begins, unless that day has passed or it had ended before.

    When the change holds from its very beginning nothing of it is left: then it is removed.
    """
    pad, product = plaats
    gewenst = deel.ingangsdatum
    assert gewenst is not None
    einde = product.einddatum
    in_orde = einde is not None and (
        (gewenst - einde).days == 1
        or (einde == oud.einddatum and einde < gewenst)
        or (einde != oud.einddatum and gewenst < product.toewijzingsdatum)
        or (gewenst <= oud.ingangsdatum and _is_verwijderd(product))
    )
    if not in_orde:
        yield signalen.IV093.op(f"{pad}/Einddatum", None, *_NIET_BEEINDIGD)


def _zoals_gevraagd(wens: Wens, plaats: Plaats, elementen: set[str]) -> Iterator[Bevinding]:
    pad, product = plaats
    for element in sorted(_verschillen(wens, product) & elementen):
        yield signalen.OP348.op(f"{pad}/{element}")


def _verschillen(wens: Wens, product: ToegewezenProduct) -> set[str]:
    """The elements that differ from the wish. Not the Product: a wish gets its own, `versies` watches the old numbers.

    Once the wished day has passed, dates may be chosen anew (IV093).
    """
    nu, gevraagd = toegewezen_inhoud(product), wens.inhoud
    gelijk = {"Omvang": nu[:3] == gevraagd[:3], "Budget": nu[3] == gevraagd[3]}
    if wens.ingangsdatum is None or wens.ingangsdatum >= product.toewijzingsdatum:
        gelijk["Ingangsdatum"] = product.ingangsdatum == wens.ingangsdatum
        gelijk["Einddatum"] = product.einddatum == wens.einddatum
    return {element for element, is_gelijk in gelijk.items() if not is_gelijk}


def _naam(wens: Wens) -> str:
    if wens.categorie is None:
        return "zorg zonder product"
    return wens.code or f"categorie {wens.categorie}"


def _is_verwijderd(product: ToegewezenProduct) -> bool:
    return product.reden_wijziging == RedenWijziging.VERWIJDERD and product.einddatum == product.ingangsdatum


def _ontbreekt(wat: str) -> Bevinding:
    tekst = f"{wat} uit het verzoek om wijziging ontbreekt: een verzoek wordt in zijn geheel toegewezen of afgewezen."
    return signalen.IV093.op(PRODUCTEN, tekst=tekst)


_NIET_ONGEWIJZIGD = (
    "Volgens het verzoek om wijziging blijft deze toewijzing gelijk, maar zij is veranderd.",
    "Stuur de toewijzing zoals zij was, alleen met de ReferentieAanbieder van het verzoek.",
)
_NIET_GEWIJZIGD = (
    "Het verzoek om wijziging vraagt deze toewijzing te veranderen, maar zij is gelijk gebleven.",
    "Voer de gevraagde wijziging door, met RedenWijziging 12.",
)
_NIET_BEEINDIGD = (
    "De gevraagde omvang krijgt een nieuw nummer, maar deze toewijzing eindigt niet op de dag voordat die ingaat.",
    "Vul als Einddatum de dag voor de GewensteIngangsdatum; geldt de wijziging vanaf het begin, verwijder dan deze "
    "toewijzing (RedenWijziging 13).",
)
_ANDERE_REDEN = (
    "De aanbieder vroeg om deze wijziging, maar er staat een andere reden bij.",
    "Vul RedenWijziging met 12 (geïnitieerd door de aanbieder).",
)
_ZONDER_REFERENTIE = (
    "Deze toewijzing hoort bij een verzoek om wijziging, maar heeft niet de ReferentieAanbieder van dat verzoek.",
    "Vul de ReferentieAanbieder van het verzoek op elke toewijzing die erbij hoort, ook op wat gelijk blijft.",
)
_NIET_GEVRAAGD = (
    "Deze toewijzing heeft de ReferentieAanbieder van een verzoek om wijziging dat haar niet vraagt.",
    "Laat ReferentieAanbieder weg, of wijs toe wat het verzoek vraagt.",
)
