# SPDX-License-Identifier: EUPL-1.2
"""Who waits, whose toewijzing lapsed before any start, and what has no waiting (definitions.md 5)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from berichtenverkeer.core.database import Verbinding
from berichtenverkeer.register.rijen import Afmelding, Contract, Gemeente
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.stromen.opdracht import CLIENT_TEKENS, Opdracht
from berichtenverkeer.stromen.vraag import begindagen, einddagen, vraag, vraagtekst, waarden

Tellingen = dict[tuple[int, str], int]
"""By number of the period and plek."""


class Wachtregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A toewijzing on which no care began in time: still waiting, or lapsed. `client`: the begin of the pseudonym.

    `dagen`: from `sinds` (the "from" of W3) until the last day of the period, or until the Einddatum of one that
    lapsed; below 0 when it was decided later than that. `over_norm`: None without a norm. `onbevestigd`: it would
    not be here, or be otherwise, without what waits for the answer of a receiver who answers himself.
    """

    plek: str
    gemeente: str
    aanbieder: str
    toewijzing_nummer: int
    client: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    sinds: date
    dagen: int
    norm_dagen: int | None
    over_norm: bool | None
    onbevestigd: bool = False


_GELEZEN = Wachtregel.__struct_fields__[:-1]
"""All but whether it is confirmed."""


class Toegewezen(msgspec.Struct, frozen=True):
    """A line, the number of its period, and whether its toewijzing was removed."""

    periode: int
    is_verwijderd: bool
    regel: Wachtregel


_WACHTENDEN = vraagtekst("wachtenden")
_VERVALLEN = vraagtekst("vervallen")
_LEVERINGEN = vraagtekst("leveringen")


async def wachtenden(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Toegewezen]:
    """Who waits on the last day of each period, the longest first. What is taakgericht waits for nothing."""
    waarover = *waarden(opdracht)[:3], einddagen(opdracht), opdracht.termijn
    return _gelezen(await vraag(conn, _WACHTENDEN, opdracht, *waarover), register)


async def vervallen(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Toegewezen]:
    """Whose Einddatum, in the periods, came before any start; and, marked, those removed on which care never began."""
    waarover = *waarden(opdracht)[:5], begindagen(opdracht)
    return _gelezen(await vraag(conn, _VERVALLEN, opdracht, *waarover), register)


def _gelezen(rijen: Iterable[Any], register: RegisterStand) -> list[Toegewezen]:
    gevonden = []
    for rij in rijen:
        periode, is_verwijderd, *velden = rij.values()
        regel = dict(zip(_GELEZEN, velden, strict=True))
        een = Wachtregel(**regel | {"client": regel["client"][:CLIENT_TEKENS]})
        if not register.is_taakgericht(een.aanbieder, een.gemeente, een.categorie, een.code, een.ingangsdatum):
            gevonden.append(Toegewezen(periode, is_verwijderd, een))
    return gevonden


async def tel_leveringen(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> tuple[Tellingen, Tellingen]:
    """How many leveringen there are in each period and plek: with a toewijzing to wait on, and without.

    Those without are taakgericht, by contract or because they name no toewijzing. Plek "" is the region.
    """
    waarover = *waarden(opdracht), begindagen(opdracht), einddagen(opdracht), contractdagen(register)
    te_meten: Tellingen = {}
    niet_te_meten: Tellingen = {}
    for rij in await vraag(conn, _LEVERINGEN, opdracht, *waarover):
        waarover = rij["aanbieder"], rij["gemeente"], rij["categorie"], rij["code"], rij["begindatum"]
        is_zonder = rij["zonder_nummer"] or register.is_taakgericht(*waarover)
        doel = niet_te_meten if is_zonder else te_meten
        for periode in range(rij["eerste"], rij["na_laatste"]):
            for waar in (rij["plek"], ""):
                doel[periode, waar] = doel.get((periode, waar), 0) + rij["aantal"]
    return te_meten, niet_te_meten


def contractdagen(register: RegisterStand) -> Sequence[date]:
    """The days on which what is taakgericht can change; between two of them it does not."""
    rijen: Iterable[Contract | Gemeente | Afmelding] = (
        *register.rijen(Contract),
        *register.rijen(Gemeente),
        *register.rijen(Afmelding),
    )
    dagen = {dag for rij in rijen for dag in (rij.geldig_van, rij.geldig_tot and rij.geldig_tot + timedelta(days=1))}
    return sorted(dag for dag in dagen if dag is not None)
