# SPDX-License-Identifier: EUPL-1.2
"""From a bericht of the builders to any other that level BERICHT approves: one change after another, each one kept.

And lives told by such berichten, with the days and values at which programs break: the first and the last day of the
calendar, number 0, the largest amounts, texts of a single odd character.
"""

import copy
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.validation.invoer import Invoer, lees_invoer
from berichtenverkeer.validation.toetsing import toets_bericht
from bouwers import AANBIEDER, GEMEENTE, bouw
from generator import Datatype, Kind, complexe_typen
from tweede_mening.boom import Element, Stijl, vul
from tweede_mening.schrijfwijzen import goed

VAST = frozenset({"Bsn", "Afzender", "Ontvanger", "Identificatie"})
"""What tells who a bericht is about and who sends it: not changed by chance."""

_DAGEN = (
    [date.min, date(1, 1, 2), date(1582, 10, 15), date(1900, 1, 1)]
    + [date(2026, maand, 1) for maand in range(1, 13)]
    + [date(9998, 12, 31), date(9999, 1, 1), date(9999, 12, 1), date(9999, 12, 30), date.max]
)


def boom_van(naam: str, data: bytes) -> Element:
    """The tree of a valid bericht."""
    prefix = naam.lower()
    wortel = Element("Bericht", prefix, (prefix, "Root"), True, False)
    _neem_over(wortel, ElementTree.fromstring(data))  # noqa: S314 (made by the test)
    return wortel


def _neem_over(element: Element, knoop: ElementTree.Element) -> None:
    if isinstance(element.soort, Datatype):
        element.tekst = knoop.text or ""
        return
    kinds = {kind.element: kind for kind in complexe_typen(element.soort[0])[element.soort[1]]}
    for onder in knoop:
        kind = _element(kinds[onder.tag.rpartition("}")[2]], element.soort[0])
        _neem_over(kind, onder)
        element.kinderen.append(kind)


def _element(kind: Kind, prefix: str) -> Element:
    return Element(kind.element, prefix, kind.soort, kind.verplicht, kind.herhaalt)


def gewijzigd(heel: Element, rnd: Random) -> Element:
    """A copy with one thing changed that the schema leaves free: a value, or something optional or repeated."""
    kopie = copy.deepcopy(heel)
    element, ouder = rnd.choice(list(kopie.met_ouders()))
    if isinstance(element.soort, Datatype):
        if element.naam not in VAST:
            element.tekst = goed(element.soort, rnd)
    else:
        _bouw_om(element, element.soort, rnd)
    if rnd.random() < 0.2 and not element.verplicht:
        ouder.kinderen = [kind for kind in ouder.kinderen if kind is not element]
    return kopie


def _bouw_om(element: Element, soort: tuple[str, str], rnd: Random) -> None:
    """Add one child that is absent, or another of one that repeats, where the schema has it."""
    kinds = complexe_typen(soort[0])[soort[1]]
    er_zijn = [kind.naam for kind in element.kinderen]
    kan = [kind for kind in kinds if kind.herhaalt or kind.element not in er_zijn]
    if kan:
        kind = rnd.choice(kan)
        nieuw = _element(kind, soort[0])
        vul(nieuw, rnd, rnd.random(), 1)
        orde = [kind.element for kind in kinds]
        element.kinderen.append(nieuw)
        element.kinderen.sort(key=lambda onder: orde.index(onder.naam))


def goedgekeurd(naam: str, boom: Element, rnd: Random) -> Invoer | None:
    """The bericht as it is read, if level BERICHT has nothing against it."""
    invoer = lees_invoer(Stijl(rnd, naam.lower()).schrijf(copy.deepcopy(boom)))
    assert isinstance(invoer, Invoer), invoer
    return None if toets_bericht(invoer) else invoer


def dwaal(bericht: Bericht, rnd: Random, stappen: int) -> Iterator[Invoer]:
    """Berichten that pass level BERICHT, each a change away from the one before."""
    naam = type(bericht).__name__
    boom = boom_van(naam, write(bericht))
    for _ in range(stappen):
        ander = gewijzigd(boom, rnd)
        invoer = goedgekeurd(naam, ander, rnd)
        if invoer is not None:
            boom = ander
            yield invoer


class Stap(NamedTuple):
    """One bericht of a life and who sends it."""

    naam: str
    verzender: str
    data: bytes


_TOEGEWEZEN = "Client/ToegewezenProducten/ToegewezenProduct"
_LEVEN: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("JW315", AANBIEDER, {}),
    (
        "JW301",
        GEMEENTE,
        {
            f"{_TOEGEWEZEN}[2]/ToewijzingNummer": 2,
            f"{_TOEGEWEZEN}[2]/Product/Code": "45A06",
            f"{_TOEGEWEZEN}[1]/ReferentieAanbieder": "VOT1",
        },
    ),
    ("JW317", AANBIEDER, {}),
    ("JW319", GEMEENTE, {}),
    ("JW305", AANBIEDER, {}),
    ("JW323", AANBIEDER, {}),
    ("JW325", GEMEENTE, {}),
    ("JW307", AANBIEDER, {}),
)


def leven(bsn: str, nummer: int, rnd: Random) -> list[Stap]:
    """One life: request, toewijzing, start, change and its answer, declaratie and its answer, stop.

    Dates keep their order and can be any; numbers and references are the same in each bericht, and of this life alone.
    """
    dagen, maand = _dagen(rnd), rnd.choice(_MAANDEN)
    ver = rnd.choice(_BEGIN)
    alle = {"Volume": rnd.choice(("0", "4", "99999999")), "Frequentie": rnd.choice("1246")}
    toewijzing = rnd.choice((2 * nummer - 2, 999_999_999 - 2 * nummer))
    teken = rnd.choice(("", " ", "/", "😀", "\u2028", "%", "\\"))
    vervang = {oud: f"{teken}{oud}{nummer}" for oud in ("VOT1", "VOW1", "RN1")} | {"DN1": f"DN{nummer}"}
    stappen = []
    for volgnummer, (naam, verzender, anders) in enumerate(_LEVEN):
        boom = boom_van(naam, write(bouw(naam, anders)))
        begin = ver if naam in ("JW301", "JW315") else {}
        in_maand = naam in ("JW323", "JW325")
        for element, ouder in boom.met_ouders():
            if (ouder.naam, element.naam) in begin:
                element.tekst = begin[ouder.naam, element.naam]
            elif element.naam == "Identificatie":
                is_vraag = naam == "JW325" and element.tekst == "JW323-1"
                element.tekst = f"{nummer}-{volgnummer - is_vraag}"
            elif element.naam == "Bsn":
                element.tekst = bsn
            elif element.naam == "ToewijzingNummer":
                element.tekst = str(toewijzing + int(element.tekst) - 1)
            elif element.naam in alle:
                element.tekst = alle[element.naam]
            else:
                element.tekst = (vervang | (maand if in_maand else dagen)).get(element.tekst, element.tekst)
        if rnd.random() < 0.4:
            boom = _verdwaald(naam, boom, rnd)
        stappen.append(Stap(naam, verzender, Stijl(rnd, naam.lower()).schrijf(boom)))
    return stappen


def _verdwaald(naam: str, boom: Element, rnd: Random) -> Element:
    for _ in range(3):
        ander = gewijzigd(boom, rnd)
        if goedgekeurd(naam, ander, rnd) is not None:
            boom = ander
    return boom


_MAANDEN: tuple[dict[str, str], ...] = (
    {},
    {"2026-03-01": "0001-01-01", "2026-03-31": "0001-01-31"},
    {"2026-03-01": "2026-04-01", "2026-03-31": "2026-04-30"},
)
_BEGIN: tuple[dict[tuple[str, str], str], ...] = (
    {},
    {},
    {},
    {
        (product, f"{voor}{naam}"): dag
        for product, voor in (("ToegewezenProduct", ""), ("AangevraagdProduct", "Toewijzing"))
        for naam, dag in (("Ingangsdatum", "9999-12-01"), ("Einddatum", "9999-12-31"))
    },
)
"""Care that begins in the last month of the calendar, which is no reason to refuse a toewijzing."""
_TOT_DE_DAGTEKENING = ("1980-01-31", "2012-05-20", "2026-04-01", "2026-04-03", "2026-04-10", "2026-04-15")
_ERNA = ("2026-05-01", "2026-12-31")


def _dagen(rnd: Random) -> dict[str, str]:
    """Other days for those of the builders, in the same order, none signed in the future; often the builders' own."""
    keuze = rnd.random()
    if keuze < 0.3:
        return {}
    eerder = sorted(rnd.choice([dag for dag in _DAGEN if dag <= date(2026, 6, 1)]) for _ in _TOT_DE_DAGTEKENING)
    if keuze < 0.6:
        eerder = [date.fromisoformat(dag) for dag in _TOT_DE_DAGTEKENING]
    eerder[:2] = [max(dag, eerder[-1].replace(year=max(1, eerder[-1].year - 100), day=1)) for dag in eerder[:2]]
    later = sorted(rnd.choice([dag for dag in _DAGEN if dag >= eerder[-1]]) for _ in _ERNA)
    oud = (*_TOT_DE_DAGTEKENING, *_ERNA)
    return {dag: ander.isoformat() for dag, ander in zip(oud, (*eerder, *later), strict=True)}
