# SPDX-License-Identifier: EUPL-1.2
"""What a case knows besides its bericht: nothing, or the berichten that were booked before it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, NoReturn

import msgspec

from berichtenverkeer.berichten import JW323, JW325, Bericht, soort
from berichtenverkeer.berichten.soorten import bsns
from berichtenverkeer.ledger.boeken import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import PrestatieIngediend
from berichtenverkeer.projections.historie import Historie
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.history import History
from berichtenverkeer.register.declaratie import Rij
from berichtenverkeer.register.rijen import TABELLEN
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.berichtsoorten import Rol


class GeenHistorie:
    """A rule of level BERICHT looks at nothing but the bericht: whatever it asks here is a fault of the rule."""

    def __getattr__(self, feit: str) -> NoReturn:
        raise AssertionError(f"a rule within the bericht asks for {feit}")


def historie(bericht: Bericht, eerder: Sequence[Bericht], vandaag: date, register: Mapping[str, Any]) -> History:
    """`eerder` booked in that order on their Dagtekening, then seen from `bericht` on `vandaag`.

    `register` has rows by name of the register file, as in `{gemeentecodes: [{gemeente: "0344", ...}]}`.
    """
    stand, positie = Stand(), count(1)
    beantwoord = {_declaratie(een) for een in eerder if isinstance(een, JW325)}
    for een in eerder:
        for feit in _feiten(een, beantwoord):
            stand.vouw(next(positie), feit)
    rijen = {naam: msgspec.convert(lijst, list[_rij(naam)]) for naam, lijst in register.items()}  # type: ignore[misc]
    return Historie(
        stand,
        RegisterStand(rijen, versie=1),
        gemeente=_partij(bericht, Rol.GEMEENTE),
        aanbieder=_partij(bericht, Rol.AANBIEDER),
        clienten=_clienten(bericht),
        vandaag=vandaag,
        verzender=bericht.header.afzender,
        identificatie_is_gebruikt=any(een != bericht and _identiteit(een) == _identiteit(bericht) for een in eerder),
        declaratie_identificatie=_declaratie(bericht) if isinstance(bericht, JW325) else None,
    )


def _rij(naam: str) -> type[Rij]:
    return TABELLEN[naam].rij


def _clienten(bericht: Bericht) -> dict[str, bytes]:
    """A stand-in for the pseudonyms."""
    return {bsn: bsn.encode() for bsn in bsns(bericht)}


def _feiten(bericht: Bericht, beantwoord: Collection[str]) -> Iterator[Gebeurtenis]:
    """A JW323 that no JW325 of the case answers is wholly approved."""
    dag = bericht.header.bericht_identificatie.dagtekening
    is_open = isinstance(bericht, JW323) and bericht.header.bericht_identificatie.identificatie in beantwoord
    for feit in gebeurtenissen(bericht, _clienten(bericht), dag):
        if isinstance(feit, PrestatieIngediend) and not is_open:
            yield msgspec.structs.replace(feit, uitslag="goedgekeurd")
        else:
            yield feit


def _declaratie(antwoord: JW325) -> str:
    return antwoord.header.declaratie_identificatie.identificatie


def _partij(bericht: Bericht, rol: Rol) -> str:
    return bericht.header.afzender if soort(bericht).afzender is rol else bericht.header.ontvanger


def _identiteit(bericht: Bericht) -> tuple[str, str, str]:
    return soort(bericht).naam, bericht.header.afzender, bericht.header.bericht_identificatie.identificatie
