# SPDX-License-Identifier: EUPL-1.2
"""From a bericht of the builders to any other that level BERICHT approves: one change after another, each one kept.

And lives told by such berichten, with the days and values at which programs break: the first and the last day of the
calendar, number 0, the largest amounts, texts of a single odd character.
"""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import NamedTuple
from xml.etree import ElementTree

from berichtenverkeer.berichten import Bericht, write
from berichtenverkeer.validation.examining import examine_bericht
from berichtenverkeer.validation.intake import Intake, read_intake
from bouwers import AANBIEDER, GEMEENTE, bouw
from generator import Child, Datatype, complexe_typen
from tweede_mening.schrijfwijzen import good
from tweede_mening.tree import Element, Stijl, fill

FIXED = frozenset({"Bsn", "Afzender", "Ontvanger", "Identificatie"})
"""What tells who a bericht is about and who sends it: not changed by chance."""

_DAGEN = (
    [date.min, date(1, 1, 2), date(1582, 10, 15), date(1900, 1, 1)]
    + [date(2026, month, 1) for month in range(1, 13)]
    + [date(9998, 12, 31), date(9999, 1, 1), date(9999, 12, 1), date(9999, 12, 30), date.max]
)


def boom_van(name: str, data: bytes) -> Element:
    """The tree of a valid bericht."""
    prefix = name.lower()
    root = Element("Bericht", prefix, (prefix, "Root"), True, False)
    _neem_over(root, ElementTree.fromstring(data))  # noqa: S314 (made by the test)
    return root


def _neem_over(element: Element, node: ElementTree.Element) -> None:
    if isinstance(element.soort, Datatype):
        element.tekst = node.text or ""
        return
    kinds = {child.element: child for child in complexe_typen(element.soort[0])[element.soort[1]]}
    for under in node:
        child = _element(kinds[under.tag.rpartition("}")[2]], element.soort[0])
        _neem_over(child, under)
        element.kinderen.append(child)


def _element(child: Child, prefix: str) -> Element:
    return Element(child.element, prefix, child.soort, child.verplicht, child.herhaalt)


def changed(whole: Element, rnd: Random) -> Element:
    """A copy with one thing changed that the schema leaves free: a value, or something optional or repeated."""
    backup_copy = whole.copied()
    element, older = rnd.choice(list(backup_copy.met_ouders()))
    if isinstance(element.soort, Datatype):
        if element.naam not in FIXED:
            element.tekst = good(element.soort, rnd)
    else:
        _bouw_om(element, element.soort, rnd)
    if rnd.random() < 0.2 and not element.verplicht:
        older.kinderen = [child for child in older.kinderen if child is not element]
    return backup_copy


def _bouw_om(element: Element, soort: tuple[str, str], rnd: Random) -> None:
    """Add one child that is absent, or another of one that repeats, where the schema has it."""
    kinds = complexe_typen(soort[0])[soort[1]]
    er_zijn = [child.naam for child in element.kinderen]
    kan = [child for child in kinds if child.herhaalt or child.element not in er_zijn]
    if kan:
        child = rnd.choice(kan)
        new = _element(child, soort[0])
        fill(new, rnd, rnd.random(), 1)
        order = [child.element for child in kinds]
        element.kinderen.append(new)
        element.kinderen.sort(key=lambda under: order.index(under.naam))


def goedgekeurd(name: str, tree: Element, rnd: Random) -> Intake | None:
    """The bericht as it is read, if level BERICHT has nothing against it."""
    intake = read_intake(Stijl(rnd, name.lower()).schrijf(tree.copied()))
    assert isinstance(intake, Intake), intake
    return None if examine_bericht(intake) else intake


def dwaal(bericht: Bericht, rnd: Random, steps: int) -> Iterator[Intake]:
    """Berichten that pass level BERICHT, each a change away from the one before."""
    name = type(bericht).__name__
    tree = boom_van(name, write(bericht))
    for _ in range(steps):
        other = changed(tree, rnd)
        intake = goedgekeurd(name, other, rnd)
        if intake is not None:
            tree = other
            yield intake


class Step(NamedTuple):
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


def life(bsn: str, number: int, rnd: Random) -> list[Step]:
    """One life: request, toewijzing, start, change and its answer, declaratie and its answer, stop.

    Dates keep their order and can be any; numbers and references are the same in each bericht, and of this life alone.
    """
    dagen, month = _dagen(rnd), rnd.choice(_MAANDEN)
    ver = rnd.choice(_BEGIN)
    every = {"Volume": rnd.choice(("0", "4", "99999999")), "Frequentie": rnd.choice("1246")}
    toewijzing = rnd.choice((2 * number - 2, 999_999_999 - 2 * number))
    sign = rnd.choice(("", " ", "/", "😀", "\u2028", "%", "\\"))
    vervang = {old: f"{sign}{old}{number}" for old in ("VOT1", "VOW1", "RN1")} | {"DN1": f"DN{number}"}
    steps = []
    for sequence_number, (name, verzender, otherwise) in enumerate(_LEVEN):
        tree = boom_van(name, write(bouw(name, otherwise)))
        begin = ver if name in ("JW301", "JW315") else {}
        in_maand = name in ("JW323", "JW325")
        for element, older in tree.met_ouders():
            if (older.naam, element.naam) in begin:
                element.tekst = begin[older.naam, element.naam]
            elif element.naam == "Identificatie":
                is_vraag = name == "JW325" and element.tekst == "JW323-1"
                element.tekst = f"{number}-{sequence_number - is_vraag}"
            elif element.naam == "Bsn":
                element.tekst = bsn
            elif element.naam == "ToewijzingNummer":
                element.tekst = str(toewijzing + int(element.tekst) - 1)
            elif element.naam in every:
                element.tekst = every[element.naam]
            else:
                element.tekst = (vervang | (month if in_maand else dagen)).get(element.tekst, element.tekst)
        if rnd.random() < 0.4:
            tree = _verdwaald(name, tree, rnd)
        steps.append(Step(name, verzender, Stijl(rnd, name.lower()).schrijf(tree)))
    return steps


def _verdwaald(name: str, tree: Element, rnd: Random) -> Element:
    for _ in range(3):
        other = changed(tree, rnd)
        if goedgekeurd(name, other, rnd) is not None:
            tree = other
    return tree


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
        (product, f"{before}{name}"): day
        for product, before in (("ToegewezenProduct", ""), ("AangevraagdProduct", "Toewijzing"))
        for name, day in (("Ingangsdatum", "9999-12-01"), ("Einddatum", "9999-12-31"))
    },
)
"""Care that begins in the last month of the calendar, which is no reason to refuse a toewijzing."""
_TOT_DE_DAGTEKENING = ("1980-01-31", "2012-05-20", "2026-04-01", "2026-04-03", "2026-04-10", "2026-04-15")
_ERNA = ("2026-05-01", "2026-12-31")


def _dagen(rnd: Random) -> dict[str, str]:
    """Other days for those of the builders, in the same order, none signed in the future; often the builders' own."""
    choice = rnd.random()
    if choice < 0.3:
        return {}
    earlier = sorted(rnd.choice([day for day in _DAGEN if day <= date(2026, 6, 1)]) for _ in _TOT_DE_DAGTEKENING)
    if choice < 0.6:
        earlier = [date.fromisoformat(day) for day in _TOT_DE_DAGTEKENING]
    earlier[:2] = [max(day, earlier[-1].replace(year=max(1, earlier[-1].year - 100), day=1)) for day in earlier[:2]]
    later = sorted(rnd.choice([day for day in _DAGEN if day >= earlier[-1]]) for _ in _ERNA)
    old = (*_TOT_DE_DAGTEKENING, *_ERNA)
    return {day: other.isoformat() for day, other in zip(old, (*earlier, *later), strict=True)}
