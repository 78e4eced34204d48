# SPDX-License-Identifier: EUPL-1.2
"""Deliberate mistakes, each with the one rule that it breaks and the one retourcode that it must get."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.berichten.jw301 import ToegewezenProduct
from berichtenverkeer.berichten.jw305 import StartProduct
from berichtenverkeer.berichten.jw307 import StopProduct
from berichtenverkeer.berichten.jw315 import AangevraagdProduct
from berichtenverkeer.berichten.jw317 import NieuwProduct, OngewijzigdProduct
from berichtenverkeer.standaard.codes import (
    ProductCategorie,
    RedenAfwijzing,
    RedenBeeindiging,
    RedenVerzoek,
    RedenWijziging,
    Retourcode,
    StatusAanlevering,
    VerzoekAntwoord,
)
from berichtenverkeer.voorbeeldregio.building import Plek
from berichtenverkeer.voorbeeldregio.life import Draad, Life
from berichtenverkeer.voorbeeldregio.shipment import Fault

REJECTED, IN_ONDERZOEK = VerzoekAntwoord.AFGEWEZEN, VerzoekAntwoord.IN_ONDERZOEK
REMOVING, ACCORDING_TO_PLAN = StatusAanlevering.VERWIJDEREN, RedenBeeindiging.VOLGENS_PLAN
BERICHT = Retourcode.TECHNISCH
"""The retourcode of whatever is wrong within a bericht (IV028)."""

_DAY = timedelta(days=1)
_REDEN = RedenVerzoek.CLIENT_VERANDERD
_NO_GEMEENTE = "0001"
_OTHER_CATEGORIE: dict[str, str] = {ProductCategorie.JEUGD_GGZ: "45A03"}
_OTHER_CODE = "54A01"
_UNKNOWN_REFERENTIE = "R0-0"

Make = Callable[[], Bericht | None]


def with_open_verzoek(life: Life, plek: Plek, asked: AangevraagdProduct) -> Draad:
    """While the gemeente has not answered."""
    writer, today, referentie = life.writer, life.vandaag, asked.referentie_aanbieder

    def another(is_misspelt: bool) -> Bericht:
        other = msgspec.structs.replace(asked, referentie_aanbieder=life.new_referentie())
        return writer.jw315(plek, today, other, is_misspelt=is_misspelt)

    yield from _perhaps(
        life,
        (Fault("TR374", "9374"), lambda: another(is_misspelt=False)),
        (Fault("CS002", BERICHT), lambda: another(is_misspelt=True)),
        (
            Fault("TR355", "9355"),
            lambda: writer.jw319(plek, today, _UNKNOWN_REFERENTIE, IN_ONDERZOEK),
        ),
        (
            Fault("TR378", "S300"),
            lambda: writer.jw319(plek, today, referentie, REJECTED, RedenAfwijzing.WOONPLAATSBEGINSEL, _NO_GEMEENTE),
        ),
        (Fault("CD085", BERICHT), lambda: writer.jw319(plek, today, referentie, REJECTED)),
    )


def with_open_wijziging(life: Life, plek: Plek, referentie: str) -> Draad:
    """While the gemeente has not answered a JW317."""
    writer, today = life.writer, life.vandaag
    other, unknown = life.new_referentie(), OngewijzigdProduct(toewijzing_nummer=1)
    yield from _perhaps(
        life,
        (
            Fault("TR353", BERICHT),
            lambda: writer.jw317(plek, today, other, _REDEN, stays=[unknown]),
        ),
        (
            Fault("TR352", BERICHT),
            lambda: writer.jw317(plek, today, other, _REDEN, new=[_casually(today)]),
        ),
        (
            Fault("TR355", "9355"),
            lambda: writer.jw319(plek, today, _UNKNOWN_REFERENTIE, IN_ONDERZOEK),
        ),
        (Fault("CD085", BERICHT), lambda: writer.jw319(plek, today, referentie, REJECTED)),
    )


def _casually(today: date) -> NieuwProduct:
    return NieuwProduct(product=CDT_Product(categorie=ProductCategorie.AMBULANT), gewenste_ingangsdatum=today + _DAY)


def on_onderzoek(life: Life, plek: Plek, referentie: str) -> Draad:
    """After the JW319 that says so."""
    still_once = life.writer.jw319(plek, life.vandaag, referentie, IN_ONDERZOEK)
    yield from _perhaps(life, (Fault("TR360", "9360"), lambda: still_once))


def on_afwijzing(life: Life, plek: Plek, asked: AangevraagdProduct) -> Draad:
    """After the JW319 that rejects."""
    writer, today, referentie = life.writer, life.vandaag, asked.referentie_aanbieder
    yield from _perhaps(
        life,
        (
            Fault("TR365", "9365"),
            lambda: writer.jw319(plek, today, referentie, REJECTED, RedenAfwijzing.ZORGINHOUDELIJK),
        ),
        (Fault("TR347", "9347"), lambda: writer.jw315(plek, today, asked)),
    )


def on_toewijzing(life: Life, plek: Plek, toewijzing: ToegewezenProduct) -> Draad:
    """Before care began."""
    writer, today = life.writer, life.vandaag
    referentie = toewijzing.referentie_aanbieder

    def versie(**wijziging: object) -> Bericht:
        new = {"referentie_aanbieder": None, "toewijzingsdatum": today, "toewijzingstijd": life.instant()}
        return writer.jw301(plek, today, msgspec.structs.replace(toewijzing, **{**new, **wijziging}))

    def other_product() -> Bericht | None:
        assert toewijzing.product is not None
        if toewijzing.product.code is None:
            return None
        without_code = CDT_Product(categorie=toewijzing.product.categorie)
        return versie(product=without_code, omvang=None)

    yield from _perhaps(
        life,
        (Fault("TR379", "9379"), lambda: versie(referentie_aanbieder=_UNKNOWN_REFERENTIE)),
        (Fault("TR332", "9332"), other_product),
        (Fault("TR134", BERICHT), lambda: versie(toewijzingsdatum=today + _DAY)),
        (
            Fault("CS335", BERICHT),
            lambda: versie(reden_wijziging=RedenWijziging.VERWIJDERD, einddatum=toewijzing.ingangsdatum + _DAY),
        ),
        (
            Fault("TR359", "9359"),
            lambda: (
                writer.jw319(plek, today, referentie, REJECTED, RedenAfwijzing.BUITEN_BUDGET) if referentie else None
            ),
        ),
    )


def for_start(life: Life, plek: Plek, start: StartProduct) -> Draad:
    """`start` is what is about to be sent."""
    writer, today = life.writer, life.vandaag
    change = msgspec.structs.replace

    def wrong_code() -> Bericht | None:
        if start.product is None or start.toewijzing_nummer is None or start.begindatum < life.setup.begin:
            return None
        code = _OTHER_CATEGORIE.get(start.product.categorie, _OTHER_CODE)
        return writer.jw305(plek, today, change(start, product=change(start.product, code=code)))

    yield from _perhaps(
        life,
        (
            Fault("TR019", "9019"),
            lambda: writer.jw305(plek, today, change(start, toewijzing_nummer=life.new_number())),
        ),
        (Fault("CS002", BERICHT), lambda: writer.jw305(plek, today, start, is_misspelt=True)),
        (Fault("TR134", BERICHT), lambda: writer.jw305(plek, today, change(start, begindatum=today + 3 * _DAY))),
        (Fault("TR135", "8848"), lambda: writer.jw305(plek, today + _DAY, start)),
        (
            Fault("TR063", "9063"),
            lambda: writer.jw305(plek, today, change(start, status_aanlevering=REMOVING)),
        ),
        (Fault("TR101", BERICHT), lambda: writer.jw305(plek, today, start, start)),
        (
            Fault("CS058", BERICHT),
            lambda: writer.jw305(plek, today, change(start, status_aanlevering=StatusAanlevering.GEWIJZIGD)),
        ),
        (
            Fault("TR382", "9069"),
            lambda: writer.jw307(plek, today, _stop(start, start.begindatum, ACCORDING_TO_PLAN)),
        ),
        (Fault("TR381", "S329"), wrong_code),
    )


def with_running(life: Life, plek: Plek, start: StartProduct, identificatie: str) -> Draad:
    """`start` was sent under `identificatie`, and there is no stop on it."""
    writer, today, begin = life.writer, life.vandaag, start.begindatum

    def second_start() -> Bericht | None:
        if begin >= today:
            return None
        return writer.jw305(plek, today, msgspec.structs.replace(start, begindatum=begin + _DAY))

    def second_use() -> Bericht:
        """The same Identificatie for other bytes."""
        other = msgspec.structs.replace(start, begindatum=begin - _DAY)
        return writer.jw305(plek, today, other, identificatie=identificatie)

    never_reported = _stop(start, today, ACCORDING_TO_PLAN, REMOVING)
    yield from _perhaps(
        life,
        (Fault("TR326", "9326"), second_start),
        (
            Fault("TR018", BERICHT),
            lambda: writer.jw307(plek, today, _stop(start, begin - _DAY, ACCORDING_TO_PLAN)),
        ),
        (Fault("TR063", "9063"), lambda: writer.jw307(plek, today, never_reported)),
        (Fault("TR056", "9056"), second_use),
    )


def on_onderbreking(life: Life, plek: Plek, start: StartProduct, temporary_end: date) -> Draad:
    """A temporary stop holds on `start`."""
    writer, today = life.writer, life.vandaag

    def too_early() -> Bericht | None:
        if temporary_end <= start.begindatum:
            return None
        return writer.jw307(plek, today, _stop(start, start.begindatum, ACCORDING_TO_PLAN))

    def another() -> Bericht | None:
        if temporary_end >= today:
            return None
        return writer.jw307(plek, today, _stop(start, temporary_end + _DAY, RedenBeeindiging.TIJDELIJK))

    withdrawal = msgspec.structs.replace(start, status_aanlevering=REMOVING)
    yield from _perhaps(
        life,
        (Fault("TR413", "9413"), another),
        (Fault("TR414", "9414"), too_early),
        (Fault("TR071", "9071"), lambda: writer.jw305(plek, today, withdrawal)),
        (Fault("TR074", "9074"), lambda: writer.jw305(plek, today, start)),
    )


def after_stop(life: Life, plek: Plek, start: StartProduct, end: date) -> Draad:
    """A definitive stop holds on `start`."""
    writer, today = life.writer, life.vandaag

    def another() -> Bericht | None:
        return (
            None if end >= today else writer.jw307(plek, today, _stop(start, end + _DAY, RedenBeeindiging.IN_OVERLEG))
        )

    yield from _perhaps(
        life,
        (Fault("TR415", "9415"), another),
        (Fault("TR074", "9074"), lambda: writer.jw305(plek, today, start)),
    )


def _perhaps(life: Life, *kinds: tuple[Fault, Make]) -> Draad:
    """One of these mistakes, now and then; none when the one that was drawn cannot be made here."""
    if life.chance(life.setup.foutkans):
        fault, make = life.luck.choice(kinds)
        bericht = make()
        if bericht is not None:
            yield from life.send_fault(bericht, fault)


def _stop(start: StartProduct, end: date, reden: str, status: str = StatusAanlevering.EERSTE) -> StopProduct:
    return StopProduct(
        toewijzing_nummer=start.toewijzing_nummer,
        product=start.product,
        toewijzing_ingangsdatum=start.toewijzing_ingangsdatum,
        begindatum=start.begindatum,
        reden_beeindiging=reden,
        einddatum=end,
        status_aanlevering=status,
    )
