# SPDX-License-Identifier: EUPL-1.2
"""The flow report: two statements, whatever the number of periods and plekken; checked before it is handed out."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek, Verbinding
from berichtenverkeer.projections.voorlopig import is_er_voorlopig
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.stromen.cijfers import (
    Bewegingentelling,
    Periodecijfers,
    Plekcijfers,
    controleer,
    doorstroomcellen,
    tel_in,
    tel_uit,
    verschil,
)
from berichtenverkeer.stromen.namen import plaatsnamen
from berichtenverkeer.stromen.opdracht import ONBEKEND, REGIO, Opdracht
from berichtenverkeer.stromen.vraag import begindagen, einddagen, vraag, vraagtekst, waarden

_CIJFERS = vraagtekst("stroomcijfers")
_TOEWIJZINGEN = vraagtekst("toewijzingen")
_VAN_TOEWIJZINGEN = ("toewijzingen", "met_levering", "beeindigd", "met_stop")

Sleutel = tuple[bool, str]
"""Whether it is the region's own figure, and the plek."""


async def stroomrapport(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Periodecijfers]:
    """The figures of every period. `register` (as known at K) only names the plekken. Raises Onbalans.

    What of each is not confirmed, is its difference with the same report on what is confirmed alone.
    """
    resultaat = await _cijferlagen(conn, opdracht, register)
    for een in resultaat:
        controleer(een)
    return resultaat


async def _cijferlagen(conn: Verbinding, opdracht: Opdracht, register: RegisterStand) -> list[Periodecijfers]:
    perioden = await _reken(conn, opdracht)
    zeker = perioden
    if await is_er_voorlopig(Grootboek(conn, opdracht.regio), opdracht.peil.positie):
        zeker = await _reken(conn, msgspec.structs.replace(opdracht, bevestigd=True))
    sleutels = {sleutel for een in (*perioden, *zeker) for sleutel in een.cijfers} | {(True, REGIO), (False, ONBEKEND)}
    namen = plaatsnamen(register, opdracht.dimensie, opdracht.eind)
    for een, bevestigd in zip(perioden, zeker, strict=True):
        for sleutel in sleutels:
            cijfers = _cijfers(een.cijfers, *sleutel)
            if bevestigd is not een:
                cijfers.onbevestigd = verschil(cijfers, _cijfers(bevestigd.cijfers, *sleutel))
    return [_periode(opdracht, nummer, een, namen) for nummer, een in enumerate(perioden)]


class _Rekening(msgspec.Struct):
    """One period as it is counted."""

    cijfers: dict[Sleutel, Plekcijfers] = {}
    tellingen: list[Bewegingentelling] = []


async def _reken(conn: Verbinding, opdracht: Opdracht) -> list[_Rekening]:
    begin, eind = begindagen(opdracht), einddagen(opdracht)
    standdagen = [opdracht.begin - timedelta(days=1), *eind]
    grenzen = [*begin, opdracht.eind + timedelta(days=1)]
    waarover = *waarden(opdracht), opdracht.historie_vanaf, begin, eind, standdagen, grenzen
    rijen = await vraag(conn, _CIJFERS, opdracht, *waarover)

    perioden = [_Rekening() for _ in opdracht.perioden]
    for rij in rijen:
        if rij["wat"] == "stand":
            _tel_stand(perioden, rij)
            continue
        hier = perioden[rij["periode"]]
        doel = _cijfers(hier.cijfers, rij["is_regio"], rij["plek"])
        if rij["wat"] == "beweging":
            telling = _telling(rij)
            hier.tellingen.append(telling)
            (tel_in if telling.richting == "in" else tel_uit)(doel, telling)
            if telling.andere_plek is not None:  # it may have nothing of its own in these periods
                _cijfers(hier.cijfers, False, telling.andere_plek)
        else:
            doel.teken_aan(rij["wat"], rij["aantal"])
    for rij in await vraag(conn, _TOEWIJZINGEN, opdracht, *waarover[:5], begin, eind):
        for is_regio, plek in ((False, rij["plek"]), (True, REGIO)):  # a toewijzing has one plek
            doel = _cijfers(perioden[rij["periode"]].cijfers, is_regio, plek)
            for naam in _VAN_TOEWIJZINGEN:
                doel.teken_aan(naam, rij[naam])
    return perioden


def _tel_stand(perioden: list[_Rekening], rij: Mapping[str, Any]) -> None:
    """Day number 0 is the one before the first period, day n the last one of period n - 1."""
    for nummer, een in enumerate(perioden):
        plek = _cijfers(een.cijfers, rij["is_regio"], rij["plek"])
        for naam, dag in (("stand_begin", nummer), ("stand_eind", nummer + 1)):
            if rij["periode"] <= dag < rij["verschil"]:
                plek.tel(naam, rij["aantal"])


def _telling(rij: Mapping[str, Any]) -> Bewegingentelling:
    return Bewegingentelling(**{naam: rij[naam] for naam in Bewegingentelling.__struct_fields__})


def _cijfers(per_plek: dict[Sleutel, Plekcijfers], is_regio: bool, plek: str) -> Plekcijfers:
    sleutel = (is_regio, plek)
    if sleutel not in per_plek:
        per_plek[sleutel] = Plekcijfers(plek=plek)
    return per_plek[sleutel]


def _periode(opdracht: Opdracht, nummer: int, gerekend: _Rekening, namen: dict[str, str]) -> Periodecijfers:
    regio = gerekend.cijfers[True, REGIO]
    plekken = [een for (is_regio, _), een in gerekend.cijfers.items() if not is_regio]
    for een in plekken:
        een.naam = namen.get(een.plek, "")
    for een in (regio, *plekken):
        for naam in ("redenen", "redenen_cbs", "verwijzers"):
            setattr(een, naam, dict(sorted(getattr(een, naam).items())))
        een.volledigheid.instroom = een.instroom
        een.volledigheid.met_verwijzer = een.instroom - een.verwijzers.get(ONBEKEND, 0)
    return Periodecijfers(
        periode=opdracht.perioden[nummer],
        regio=regio,
        plekken=sorted(plekken, key=lambda een: (een.plek == ONBEKEND, een.plek)),
        doorstroom=doorstroomcellen(telling for telling in gerekend.tellingen if not telling.is_regio),
    )
