# SPDX-License-Identifier: EUPL-1.2
"""What a case knows besides its bericht: nothing, or the berichten that were booked before it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, NoReturn

import msgspec

from berichtenverkeer.berichten import JW323, JW325, Bericht, soort
from berichtenverkeer.berichten.kinds import bsns
from berichtenverkeer.ledger.booking import gebeurtenissen
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import PrestatieIngediend
from berichtenverkeer.projections.historie import LoadedHistory
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.history import History
from berichtenverkeer.register.declaratie import Row
from berichtenverkeer.register.rows import TABLES
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.berichtsoorten import Role


class GeenHistorie:
    """A rule of level BERICHT looks at nothing but the bericht: whatever it asks here is a fault of the rule."""

    def __getattr__(self, gebeurtenis: str) -> NoReturn:
        raise AssertionError(f"a rule within the bericht asks for {gebeurtenis}")


def historie(bericht: Bericht, earlier: Sequence[Bericht], today: date, register: Mapping[str, Any]) -> History:
    """`earlier` booked in that order on their Dagtekening, then seen from `bericht` on `today`.

    `register` has rows by name of the register file, as in `{gemeentecodes: [{gemeente: "0344", ...}]}`.
    """
    stand, position = Stand(), count(1)
    answered = {_declaratie(one) for one in earlier if isinstance(one, JW325)}
    for one in earlier:
        for gebeurtenis in _gebeurtenissen(one, answered):
            stand.fold(next(position), gebeurtenis)
    rows = {name: msgspec.convert(listing, list[_row(name)]) for name, listing in register.items()}  # type: ignore[misc]
    return LoadedHistory(
        stand,
        RegisterStand(rows, versie=1),
        gemeente=_partij(bericht, Role.GEMEENTE),
        aanbieder=_partij(bericht, Role.AANBIEDER),
        clienten=_clienten(bericht),
        vandaag=today,
        verzender=bericht.header.afzender,
        identificatie_is_gebruikt=any(one != bericht and _identiteit(one) == _identiteit(bericht) for one in earlier),
        declaratie_identificatie=_declaratie(bericht) if isinstance(bericht, JW325) else None,
    )


def _row(name: str) -> type[Row]:
    return TABLES[name].row


def _clienten(bericht: Bericht) -> dict[str, bytes]:
    """A stand-in for the pseudonyms."""
    return {bsn: bsn.encode() for bsn in bsns(bericht)}


def _gebeurtenissen(bericht: Bericht, answered: Collection[str]) -> Iterator[Gebeurtenis]:
    """A JW323 that no JW325 of the case answers is wholly approved."""
    day = bericht.header.bericht_identificatie.dagtekening
    is_open = isinstance(bericht, JW323) and bericht.header.bericht_identificatie.identificatie in answered
    for gebeurtenis in gebeurtenissen(bericht, _clienten(bericht), day):
        if isinstance(gebeurtenis, PrestatieIngediend) and not is_open:
            yield msgspec.structs.replace(gebeurtenis, uitslag="goedgekeurd")
        else:
            yield gebeurtenis


def _declaratie(antwoord: JW325) -> str:
    return antwoord.header.declaratie_identificatie.identificatie


def _partij(bericht: Bericht, role: Role) -> str:
    return bericht.header.afzender if soort(bericht).afzender is role else bericht.header.ontvanger


def _identiteit(bericht: Bericht) -> tuple[str, str, str]:
    return soort(bericht).naam, bericht.header.afzender, bericht.header.bericht_identificatie.identificatie
