# SPDX-License-Identifier: EUPL-1.2
"""What a case knows besides its bericht: nothing, or the berichten that were booked before it."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, NoReturn

import msgspec

from berichtenverkeer.berichten import JW323, Bericht, elk, soort
from berichtenverkeer.ledger.boeken import gebeurtenissen
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


class MetDeclaraties(Historie, frozen=True, kw_only=True):
    """The ledger books no declaraties: here every JW323 of `eerder` counts as wholly approved (TR385)."""

    declaraties: tuple[JW323, ...]

    def goedgekeurde_prestaties(self, toewijzing_nummer: int) -> int:
        """Debet minus credit."""
        prestaties = [
            prestatie
            for declaratie in self.declaraties
            for _, prestatie in elk(declaratie, "Declaratie/Clienten/Client/Prestaties/Prestatie")
            if prestatie.toewijzing_nummer == toewijzing_nummer
        ]
        return sum(1 if prestatie.ingediend_bedrag.debet_credit == "D" else -1 for prestatie in prestaties)


def historie(bericht: Bericht, eerder: Sequence[Bericht], vandaag: date, register: Mapping[str, Any]) -> History:
    """`eerder` booked in that order on their Dagtekening, then seen from `bericht` on `vandaag`.

    `register` has rows by name of the register file, as in `{gemeentecodes: [{gemeente: "0344", ...}]}`.
    """
    stand, positie = Stand(), count(1)
    for een in eerder:
        for feit in gebeurtenissen(een, _client(een), een.header.bericht_identificatie.dagtekening):
            stand.vouw(next(positie), feit)
    rijen = {naam: msgspec.convert(lijst, list[_rij(naam)]) for naam, lijst in register.items()}  # type: ignore[misc]
    return MetDeclaraties(
        stand,
        RegisterStand(rijen, versie=1),
        gemeente=_partij(bericht, Rol.GEMEENTE),
        aanbieder=_partij(bericht, Rol.AANBIEDER),
        client=_client(bericht),
        vandaag=vandaag,
        identificatie_is_gebruikt=any(een != bericht and _identiteit(een) == _identiteit(bericht) for een in eerder),
        declaraties=tuple(een for een in eerder if isinstance(een, JW323)),
    )


def _rij(naam: str) -> type[Rij]:
    return TABELLEN[naam].rij


def _client(bericht: Bericht) -> bytes | None:
    """A stand-in for the pseudonym; None for a bericht without one client."""
    client = getattr(bericht, "client", None)
    return client and str(client.bsn).encode()


def _partij(bericht: Bericht, rol: Rol) -> str:
    return bericht.header.afzender if soort(bericht).afzender is rol else bericht.header.ontvanger


def _identiteit(bericht: Bericht) -> tuple[type[Bericht], str, str]:
    return type(bericht), bericht.header.afzender, bericht.header.bericht_identificatie.identificatie
