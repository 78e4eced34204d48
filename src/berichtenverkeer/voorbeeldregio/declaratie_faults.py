# SPDX-License-Identifier: EUPL-1.2
"""Deliberate mistakes of an office: a whole declaratie that is wrong, or one prestatie in one that is right.

Each with the one rule that it breaks and the one retourcode that it must get, at exactly that place in the JW325.
"""

from collections.abc import Callable, Generator
from datetime import timedelta
from typing import Any

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.basisschema import CDT_Referentie
from berichtenverkeer.standaard.codes import Retourcode
from berichtenverkeer.voorbeeldregio.assigning import is_removed
from berichtenverkeer.voorbeeldregio.declaraties import Book, Concept, Regel, make_prestatie
from berichtenverkeer.voorbeeldregio.earned import Content, Earned, Periode, month_of, most_in_total
from berichtenverkeer.voorbeeldregio.shipment import Fault, RegelFaults, Shipment

BERICHT = Retourcode.TECHNISCH
_FIRST_ZELDEN = 0.5
_UNKNOWN_NUMBER = 1
_UNKNOWN_REFERENTIE = "P0"
_DAY = timedelta(days=1)

Spoil = Callable[[Book, Concept, Regel, Earned], Regel | None]
"""Makes a wrong prestatie of a right debet; None when that cannot be done with this one."""

Extra = Callable[[Book, Concept], Regel | None]
"""Makes a wrong prestatie beside those of a declaratie."""


def beforehand(book: Book, concept: Concept) -> Generator[Shipment, bool, None]:
    """Now and then the declaratie is sent wrong first; it counts as not sent, so all in it may be sent again."""
    if book.chance(book.foutkans):
        fault, make = book.luck.choice(_WHOLE)
        bericht = make(book, concept)
        if bericht is not None:
            yield Shipment(dag=book.vandaag, bericht=bericht, fout=fault)


def into(book: Book, concept: Concept) -> tuple[tuple[Regel, ...], RegelFaults]:
    """The prestaties as they are sent, and which of them is wrong now and then.

    A wrong one takes the place of a right one, which then comes in a later declaratie; or it comes beside them.
    """
    if not book.chance(book.foutkans):
        return concept.regels, ()
    kinds = book.luck.sample(_ZELDEN, len(_ZELDEN)) if book.chance(_FIRST_ZELDEN) else []
    for fault, spoil, extra in [*kinds, book.luck.choice(_REGELS)]:
        made = _besides(book, concept, extra) if extra is not None else None
        made = made or (_before(book, concept, spoil) if spoil is not None else None)
        if made is not None:
            regels, wrong = made
            return tuple(regels), ((wrong.referentie, fault),)
    return concept.regels, ()


def _besides(book: Book, concept: Concept, extra: Extra) -> tuple[list[Regel], Regel] | None:
    wrong = extra(book, concept)
    return None if wrong is None else ([*concept.regels, wrong], wrong)


def _before(book: Book, concept: Concept, spoil: Spoil) -> tuple[list[Regel], Regel] | None:
    """In the place of one of the debets, whichever can be spoiled so."""
    regels = list(concept.regels)
    debets = [(plek, one, one.waarvoor) for plek, one in enumerate(regels) if one.waarvoor is not None]
    book.luck.shuffle(debets)
    for plek, regel, what_for in debets:
        wrong = spoil(book, concept, regel, what_for)
        if wrong is not None:
            regels[plek] = wrong
            return regels, wrong
    return None


# -- the whole


def _wrong_total(book: Book, concept: Concept) -> Bericht:
    return book.schrijf(concept.nummer, concept.maand, concept.regels, too_much_cents=100)


def _used_number(book: Book, concept: Concept) -> Bericht | None:
    if not book.sent:
        return None
    number, _ = book.luck.choice(book.sent)
    return book.schrijf(number, concept.maand, concept.regels)


def _used_identificatie(book: Book, concept: Concept) -> Bericht | None:
    if not book.sent:
        return None
    _, identificatie = book.luck.choice(book.sent)
    return book.schrijf(concept.nummer, concept.maand, concept.regels, identificatie=identificatie)


def _earlier_periode(book: Book, concept: Concept) -> Bericht | None:
    """Only with what lies in that period (TR319)."""
    last = book.periode
    if last is None:
        return None
    month = (last - _DAY).replace(day=1)
    late = [regel for regel in concept.regels if regel.prestatie.product_periode.begindatum <= month_of(month).einde]
    return book.schrijf(f"{concept.nummer}E", month, late) if late else None


_WHOLE: tuple[tuple[Fault, Callable[[Book, Concept], Bericht | None]], ...] = (
    (Fault("TR358", BERICHT), _wrong_total),
    (Fault("TR333", "9333"), _used_number),
    (Fault("TR318", "8214"), _earlier_periode),
    (Fault("TR056", "9056"), _used_identificatie),
)


# -- one prestatie in the place of a right one


def _unknown_toewijzing(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel:
    del book, concept, what_for
    return _with(regel, toewijzing_nummer=_UNKNOWN_NUMBER)


def _of_another(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    del concept, what_for
    clienten = book.clienten.values()
    others = [number for life in clienten if life is not regel.leven for number in life.toewijzingen.get(book.plek, ())]
    return _with(regel, toewijzing_nummer=book.luck.choice(others)) if others else None


def _wrong_tarief(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel:
    del book, concept
    content = what_for.inhoud
    return _as(regel, what_for.with_(content.volume, content.tarief_cents + 1))


def _wrong_bedrag(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel:
    del book, concept
    content = what_for.inhoud
    return _as(regel, msgspec.structs.replace(content, bedrag_cents=content.bedrag_cents + 1))


def _too_much_in_the_month(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    most, about = what_for.meest_in_periode, _about(book, concept, what_for)
    if most is None:
        return None
    volume = most * _gewicht(what_for) + 1
    return _as(regel, what_for.with_(volume)) if about is None or volume <= about + what_for.inhoud.volume else None


def _too_much_in_total(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    most, about = what_for.meest_in_periode, _about(book, concept, what_for)
    last = [one for one in concept.regels if one.prestatie.toewijzing_nummer == what_for.sleutel.nummer][-1]
    if about is None or last is not regel:  # the lines after it would not fit instead
        return None
    volume = about + what_for.inhoud.volume + 1
    return _as(regel, what_for.with_(volume)) if most is None or volume <= most * _gewicht(what_for) else None


def _other_code(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    del concept
    product, content = what_for.toewijzing.product, what_for.inhoud
    if product is None or product.code is None:
        return None
    (aanbieder, gemeente), landscape, begin = book.plek, regel.leven.landscape, content.periode.begin
    otherwise = [
        (code, tarief)
        for code in landscape.producten_of(aanbieder, gemeente, content.categorie, begin)
        for eenheid, tarief in landscape.tarieven(aanbieder, content.categorie, code, begin).items()
        if code != content.code and eenheid == content.eenheid
    ]
    if not otherwise:
        return None
    code, tarief = book.luck.choice(otherwise)
    return _as(regel, msgspec.structs.replace(what_for.with_(content.volume, tarief), code=code))


def _begins_too_late(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    del book, concept
    begin, end = what_for.inhoud.periode
    return _about_days(regel, what_for, Periode(begin + _DAY, end))


def _ends_too_early(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    del book, concept
    begin, end = what_for.inhoud.periode
    return _about_days(regel, what_for, Periode(begin, end - _DAY))


def _used_referentie(book: Book, concept: Concept, regel: Regel, what_for: Earned) -> Regel | None:
    del what_for
    free = [one.referentie for one in book.ingediend.values() if one.referentie not in _back(concept)]
    return _with(regel, product_referentie=CDT_Referentie(referentie_nummer=book.luck.choice(free))) if free else None


# -- one prestatie more


def _another_debet(book: Book, concept: Concept) -> Regel | None:
    """Of the same period as one that stays."""
    back = _back(concept)
    ingediend = [one for one in book.ingediend.values() if one.referentie not in back]
    book.luck.shuffle(ingediend)
    for earlier in ingediend:
        about = _about(book, concept, earlier.waarvoor)
        if about is None or about > 0:
            number = earlier.waarvoor.sleutel.nummer
            return Regel(earlier.leven, make_prestatie(earlier.waarvoor.with_(1), number, book.new_referentie()))
    return None


def _credit_of_nothing(book: Book, concept: Concept) -> Regel | None:
    del concept
    ingediend = list(book.ingediend.values())
    return book.credit(book.luck.choice(ingediend), _UNKNOWN_REFERENTIE) if ingediend else None


def _back_once_more(book: Book, concept: Concept) -> Regel | None:
    del concept
    return book.credit(book.luck.choice(book.taken_back)) if book.taken_back else None


def _at_removed_toewijzing(book: Book, concept: Concept) -> Regel | None:
    for life in book.clienten.values():
        for toewijzing in life.toewijzingen.get(book.plek, {}).values():
            day, product = toewijzing.ingangsdatum, toewijzing.product
            if not is_removed(toewijzing) or day > month_of(concept.maand).einde or product is None:
                continue
            if product.code is None:
                continue
            tarieven = life.landscape.tarieven(book.plek.aanbieder, product.categorie, product.code, day)
            for eenheid, tarief in sorted(tarieven.items()):
                periode = Periode(day, month_of(day).einde)
                content = Content(product.categorie, product.code, periode, 1, eenheid, tarief, tarief)
                return Regel(life, make_prestatie(content, toewijzing.toewijzing_nummer, book.new_referentie()))
    return None


# -- by what means


def _with(regel: Regel, **otherwise: Any) -> Regel:
    return Regel(regel.leven, msgspec.structs.replace(regel.prestatie, **otherwise))


def _as(regel: Regel, content: Content) -> Regel:
    return Regel(regel.leven, make_prestatie(content, regel.prestatie.toewijzing_nummer, regel.referentie))


def _about_days(regel: Regel, what_for: Earned, periode: Periode) -> Regel | None:
    """The same over fewer days, and no more than fits in them."""
    if not periode.dagen:
        return None
    volume, omvang = what_for.inhoud.volume, what_for.toewijzing.omvang
    if what_for.meest_in_periode is not None and omvang is not None:
        volume = min(volume, omvang.volume * periode.weken * _gewicht(what_for))
    return _as(regel, msgspec.structs.replace(what_for.with_(volume), periode=periode))


def _about(book: Book, concept: Concept, what_for: Earned) -> int | None:
    """What is left of a toewijzing after this declaratie, in the unit of the prestatie; None without a limit."""
    number = what_for.sleutel.nummer
    most = most_in_total(what_for.leven.toewijzingen[book.plek][number])
    if most is None:
        return None
    back, ingediend = _back(concept), book.ingediend.values()
    staat = [one.waarvoor for one in ingediend if one.referentie not in back]
    now = [one.waarvoor for one in concept.regels if one.waarvoor is not None]
    used = sum(one.inhoud.volume for one in (*staat, *now) if one.sleutel.nummer == number)
    return most * _gewicht(what_for) - used


def _gewicht(what_for: Earned) -> int:
    """How many units of the prestatie go in one of the toewijzing."""
    return 1 if what_for.uurtarief_cents is None else 60


def _back(concept: Concept) -> set[str | None]:
    return {one.prestatie.product_referentie.vorig_referentie_nummer for one in concept.regels}


_Kind = tuple[Fault, Spoil | None, Extra | None]

_ZELDEN: tuple[_Kind, ...] = (
    (Fault("TR322", "9322"), _too_much_in_total, None),
    (Fault("TR390", "9390"), None, _back_once_more),
    (Fault("TR384", "9384"), None, _at_removed_toewijzing),
)
"""What can seldom be made, so it is tried first now and then."""

_REGELS: tuple[_Kind, ...] = (
    (Fault("TR338", "9338"), _unknown_toewijzing, None),
    (Fault("TR338", "9338"), _of_another, None),
    (Fault("TR418", "0611"), _wrong_tarief, None),
    (Fault("TR346", "9346"), _wrong_bedrag, None),
    (Fault("TR321", "9321"), _too_much_in_the_month, None),
    (Fault("TR340", "9340"), _other_code, None),
    (Fault("TR387", "9387"), _begins_too_late, None),
    (Fault("TR388", "9388"), _ends_too_early, None),
    (Fault("TR314", "8021"), _used_referentie, None),
    (Fault("TR389", "9389"), None, _another_debet),
    (Fault("TR323", "8017"), None, _credit_of_nothing),
)

FAULTS = frozenset(fault for fault, *_ in (*_WHOLE, *_REGELS, *_ZELDEN))
"""Every mistake that an office can make."""
