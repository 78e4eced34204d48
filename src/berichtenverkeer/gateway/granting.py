# SPDX-License-Identifier: EUPL-1.2
"""JW301 that grants a JW317, filled in from what it asks and the toewijzingen that there are (IV093, OP257, OP380).

A verzoek is granted whole: what is asked stands fixed, but for the dates, which may be agreed anew.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from berichtenverkeer.berichten import JW317
from berichtenverkeer.berichten.composing import texts_of
from berichtenverkeer.core.clock import NETHERLANDS
from berichtenverkeer.gateway.care import Care
from berichtenverkeer.gateway.composing import (
    COUNTRY,
    HOME,
    HOME_COUNTRY,
    OMVANG,
    PERSON_ASKED,
    Composition,
    Texts,
    header,
    text_of,
)
from berichtenverkeer.gateway.own_care import Asked
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Wijzigingsdeel
from berichtenverkeer.regels.versions import content, holds_as_whole
from berichtenverkeer.standaard.codes import NaamGebruik, RedenWijziging

_DAY = timedelta(days=1)
_PRODUCTEN = "Client/ToegewezenProducten/"


class _Given(msgspec.Struct, frozen=True, kw_only=True):
    """One ToegewezenProduct to be; `dates` may be filled in otherwise."""

    number: int
    known: Texts
    dates: Texts


def granted(asked: Asked, number: str, now: datetime) -> Composition:
    """With `number` as its Identificatie, decided at `now`."""
    one, here = asked.verzoek, now.astimezone(NETHERLANDS)
    who, missing = _client(asked)
    known = {**header("JW301", one.gemeente, one.aanbieder, number, here.date()), **who}
    offered: Texts = {}
    numbers: dict[str, str] = {}
    for place, given in enumerate(_every(asked, here), 1):
        path = f"{_PRODUCTEN}ToegewezenProduct[{place}]"
        reference = {"ReferentieAanbieder": one.referentie}
        known |= {f"{path}/{name}": text for name, text in {**given.known, **reference}.items()}
        offered |= {f"{path}/{name}": text for name, text in given.dates.items()}
        numbers[path] = str(given.number)
    return Composition(kind="JW301", known=known, asked=(*offered, *missing), offered=offered, numbers=numbers)


def _client(asked: Asked) -> tuple[Texts, tuple[str, ...]]:
    """What is known of the client, and what of him is to be filled in: all of it when no JW301 can be read any more."""
    if asked.assigned is not None:
        texts = texts_of(asked.assigned).items()
        return {path: text for path, text in texts if path.startswith("Client/") and _PRODUCTEN not in path}, ()
    known = {"Client/Naam/NaamGebruik": str(NaamGebruik.EIGEN), COUNTRY: HOME_COUNTRY}
    if isinstance(asked.bericht, JW317):
        known["Client/Bsn"] = asked.bericht.client.bsn
    return known, (*(path for path in PERSON_ASKED if path not in known), *HOME)


def _every(asked: Asked, here: datetime) -> Iterator[_Given]:
    """In the order of the request; what gets a number of its own stands behind what it follows."""
    free = asked.free_number
    for part in asked.parts:
        care = asked.care.get(part.toewijzing_nummer or 0)
        if care is None:  # new, or about what is not there: then a rule says so
            yield _new(free, part, here)
            free += 1
        elif part.soort == "ongewijzigd":
            yield _same(care)
        elif holds_as_whole(care.toewijzing) or content(part) == content(care.toewijzing):
            yield _changed(care, part, here)
        else:
            yield _ended(care, part, here)
            yield _new(free, part, here, care.toewijzing)
            free += 1


def _same(care: Care) -> _Given:
    """As it is: also the moment of its version."""
    row = care.toewijzing
    known = {
        **_product(row.nummer, row),
        **_version(row.toewijzingsdatum.isoformat(), row.toewijzingstijd.isoformat()),
        **_amount(row),
        **_commentaar(care),
        "Ingangsdatum": row.ingangsdatum.isoformat(),
        "Einddatum": text_of(row.einddatum),
    }
    return _Given(number=row.nummer, known=known, dates={})


def _changed(care: Care, part: Wijzigingsdeel, here: datetime) -> _Given:
    """Under its own number: another Einddatum, or another amount for the whole duration."""
    row = care.toewijzing
    if (content(part), part.einddatum) == (content(row), row.einddatum):
        return _same(care)
    known = {
        **_product(row.nummer, row),
        **_version_of(here),
        **_amount(part),
        **_commentaar(care),
        "Ingangsdatum": row.ingangsdatum.isoformat(),
        "RedenWijziging": str(RedenWijziging.OP_VERZOEK),
    }
    return _Given(number=row.nummer, known=known, dates={"Einddatum": text_of(part.einddatum)})


def _ended(care: Care, part: Wijzigingsdeel, here: datetime) -> _Given:
    """To the day before what follows it; removed when that holds from its first day; as it is when it ended already."""
    row, wanted = care.toewijzing, part.ingangsdatum
    assert wanted is not None, "the schema demands it"
    if row.einddatum is not None and row.einddatum < wanted:
        return _same(care)
    known = {
        **_product(row.nummer, row),
        **_version_of(here),
        **_amount(row),
        **_commentaar(care),
        "Ingangsdatum": row.ingangsdatum.isoformat(),
    }
    if wanted <= row.ingangsdatum:
        removed = {"RedenWijziging": str(RedenWijziging.VERWIJDERD), "Einddatum": row.ingangsdatum.isoformat()}
        return _Given(number=row.nummer, known=known | removed, dates={})
    reden = {"RedenWijziging": str(RedenWijziging.OP_VERZOEK)}
    return _Given(number=row.nummer, known=known | reden, dates={"Einddatum": (wanted - _DAY).isoformat()})


def _new(number: int, part: Wijzigingsdeel, here: datetime, old: Toewijzing | None = None) -> _Given:
    """With a number of its own; `old` is what it follows."""
    known = {**_product(number, old or part), **_version_of(here), **_amount(part)}
    dates = {"Ingangsdatum": text_of(part.ingangsdatum), "Einddatum": text_of(part.einddatum)}
    return _Given(number=number, known=known, dates=dates)


def _product(number: int, row: Toewijzing | Wijzigingsdeel) -> Texts:
    return {
        "ToewijzingNummer": str(number),
        "Product/Categorie": row.categorie or "",
        "Product/Code": row.code or "",
    }


def _version_of(here: datetime) -> Texts:
    return _version(here.date().isoformat(), here.strftime("%H:%M:%S"))


def _version(day: str, time: str) -> Texts:
    return {"Toewijzingsdatum": day, "Toewijzingstijd": time}


def _amount(row: Toewijzing | Wijzigingsdeel) -> Mapping[str, str]:
    values = zip(OMVANG, (row.volume, row.eenheid, row.frequentie), strict=True)
    return {**{path: text_of(value) for path, value in values}, "Budget": text_of(row.budget_cents)}


def _commentaar(care: Care) -> Texts:
    """What the last JW301 said beside this toewijzing."""
    producten = care.bericht.client.toegewezen_producten.toegewezen_product if care.bericht else ()
    said = (one.commentaar for one in producten if one.toewijzing_nummer == care.toewijzing.nummer)
    return {"Commentaar": next(said, None) or ""}
