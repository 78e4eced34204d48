# SPDX-License-Identifier: EUPL-1.2
"""`regels.history.History`, fulfilled from a Stand and the register, as seen from one bericht."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.regels.history import Declaratie as DeclaratieGebeurtenis
from berichtenverkeer.regels.history import Prestatie as PrestatieGebeurtenis
from berichtenverkeer.regels.history import Toewijzing as ToewijzingGebeurtenis
from berichtenverkeer.regels.history import Verzoek as VerzoekGebeurtenis
from berichtenverkeer.register.rows import Tarief
from berichtenverkeer.register.stand import RegisterStand

R = TypeVar("R", Toewijzing, Verzoek, Declaratie, Prestatie)


class LoadedHistory(msgspec.Struct, frozen=True, weakref=True):
    """What was known on the day of receipt. `clienten`: the pseudonym of every BSN in the bericht, none for a JW319.

    `verzender` is who sends the bericht. What it is no party of is not there for a rule, whatever key the bericht
    names: a finding never tells a sender whether others have something.
    """

    stand: Stand
    register: RegisterStand
    gemeente: str
    aanbieder: str
    clienten: Mapping[str, bytes]
    vandaag: date
    verzender: str
    identificatie_is_gebruikt: bool = False
    declaratie_identificatie: str | None = None

    @property
    def client(self) -> bytes | None:
        """The client of a bericht that has one."""
        return next(iter(self.clienten.values())) if len(self.clienten) == 1 else None

    def _his(self, row: R | None) -> R | None:
        return row if row is not None and self.verzender in (row.gemeente, row.aanbieder) else None

    def toewijzing(self, number: int) -> Toewijzing | None:
        """See History."""
        return self._his(self.stand.toewijzing(self.gemeente, number))

    def is_own(self, toewijzing: ToewijzingGebeurtenis) -> bool:
        """See History."""
        assert isinstance(toewijzing, Toewijzing)
        return toewijzing.client == self.client and toewijzing.aanbieder == self.aanbieder

    def is_of(self, toewijzing: ToewijzingGebeurtenis, bsn: str) -> bool:
        """See History."""
        assert isinstance(toewijzing, Toewijzing)
        return toewijzing.client == self.clienten[bsn] and toewijzing.aanbieder == self.aanbieder

    def toewijzingen(self) -> Sequence[Toewijzing]:
        """See History."""
        return [] if self.client is None else list(filter(self._is_here, self.stand.toewijzingen(self.client)))

    def _is_here(self, row: Toewijzing) -> bool:
        return (row.gemeente, row.aanbieder) == (self.gemeente, self.aanbieder)

    def is_known_client(self, bsn: str) -> bool:
        """See History."""
        client = self.clienten[bsn]
        if self.declaratie_identificatie is None:
            return any(map(self._is_here, self.stand.toewijzingen(client)))
        declaratie = self.declaratie_with(self.declaratie_identificatie)
        return declaratie is None or self.stand.is_client_in(self.aanbieder, declaratie.nummer, client)

    def leveringen(self, toewijzing_number: int | None) -> Sequence[Levering]:
        """See History."""
        if self.client is None:
            return ()
        return self.stand.leveringen_at(self.client, self.gemeente, self.aanbieder, toewijzing_number)

    def verzoek(self, referentie: str) -> Verzoek | None:
        """See History."""
        return self._his(self.stand.verzoek(Verzoeksleutel(self.aanbieder, referentie)))

    def delen(self, verzoek: VerzoekGebeurtenis) -> Sequence[Wijzigingsdeel]:
        """See History."""
        return self.stand.delen(Verzoeksleutel(self.aanbieder, verzoek.referentie))

    def is_own_verzoek(self, verzoek: VerzoekGebeurtenis) -> bool:
        """See History."""
        assert isinstance(verzoek, Verzoek)
        return verzoek.gemeente == self.gemeente and self.client in (None, verzoek.client)

    def open_verzoeken(self) -> Sequence[Verzoek]:
        """See History."""
        if self.client is None:
            return ()
        here = (self.gemeente, self.aanbieder)
        every = self.stand.verzoeken(self.client)
        return [row for row in every if row.is_open and (row.gemeente, row.aanbieder) == here]

    def prestaties(self, toewijzing_number: int) -> Sequence[Prestatie]:
        """See History."""
        is_of_him = self.toewijzing(toewijzing_number) is not None
        return self.stand.prestaties(self.gemeente, toewijzing_number) if is_of_him else ()

    def goedgekeurde_prestaties(self, toewijzing_number: int) -> int:
        """See History."""
        return sum(prestatie.is_goedgekeurd for prestatie in self.prestaties(toewijzing_number))

    def prestatie(self, referentie: str) -> Prestatie | None:
        """See History."""
        prestatie = self._his(self.stand.prestatie(self.aanbieder, referentie))
        is_there = prestatie is not None and (prestatie.geldt or prestatie.uitslag == "afgewezen")
        return prestatie if is_there else None

    def prestatie_in(self, declaratie: DeclaratieGebeurtenis, referentie: str) -> Prestatie | None:
        """See History."""
        return self._his(self.stand.prestatie_in(self.aanbieder, declaratie.nummer, referentie))

    def prestatie_is_of(self, prestatie: PrestatieGebeurtenis, bsn: str) -> bool:
        """See History."""
        assert isinstance(prestatie, Prestatie)
        return prestatie.client == self.clienten[bsn]

    def declaratie(self, number: str) -> Declaratie | None:
        """See History."""
        declaratie = self._his(self.stand.declaratie(self.aanbieder, number))
        return None if declaratie is None or declaratie.is_verworpen else declaratie

    def declaratie_with(self, identificatie: str) -> Declaratie | None:
        """See History."""
        declaratie = self.stand.declaratie_with(self.aanbieder, identificatie)
        is_here = declaratie is not None and declaratie.gemeente == self.gemeente and not declaratie.is_verworpen
        return declaratie if is_here else None

    def last_declaratieperiode(self) -> date | None:
        """See History."""
        every = self.stand.declaraties(self.aanbieder)
        here = (row for row in every if row.gemeente == self.gemeente and row.geldt)
        return max((row.periode_begin for row in here), default=None)

    def tarieven(self, categorie: str, code: str, op: date, ingangsdatum: date | None) -> Sequence[Tarief]:
        """See History."""
        keeps = ingangsdatum is not None and self.register.has_price_of_ingangsdatum(categorie, code, ingangsdatum)
        return self.register.tarieven(self.aanbieder, categorie, code, (ingangsdatum if keeps else None) or op)

    def uitvoeringsvariant(self, categorie: str | None, code: str | None, op: date) -> str | None:
        """See History."""
        return self.register.uitvoeringsvariant(self.aanbieder, self.gemeente, categorie, code, op)

    def is_taakgericht(self, categorie: str | None, code: str | None, op: date) -> bool:
        """See History."""
        return self.uitvoeringsvariant(categorie, code, op) == "taakgericht"

    def gemeentecode_exists(self, gemeentecode: str, op: date) -> bool:
        """See History."""
        return self.register.gemeentecode_exists(gemeentecode, op)

    def product_fits(self, categorie: str, code: str, op: date) -> bool:
        """See History."""
        return self.register.product_fits(self.aanbieder, self.gemeente, categorie, code, op)
