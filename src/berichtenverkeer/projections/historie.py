# SPDX-License-Identifier: EUPL-1.2
"""`regels.history.History`, fulfilled from a Stand and the register, as seen from one bericht."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.regels.history import Declaratie as DeclaratieFeit
from berichtenverkeer.regels.history import Prestatie as PrestatieFeit
from berichtenverkeer.regels.history import Toewijzing as ToewijzingFeit
from berichtenverkeer.regels.history import Verzoek as VerzoekFeit
from berichtenverkeer.register.rijen import Tarief
from berichtenverkeer.register.stand import RegisterStand

R = TypeVar("R", Toewijzing, Verzoek, Declaratie, Prestatie)


class Historie(msgspec.Struct, frozen=True, weakref=True):
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

    def _van_hem(self, rij: R | None) -> R | None:
        return rij if rij is not None and self.verzender in (rij.gemeente, rij.aanbieder) else None

    def toewijzing(self, nummer: int) -> Toewijzing | None:
        """See History."""
        return self._van_hem(self.stand.toewijzing(self.gemeente, nummer))

    def is_eigen(self, toewijzing: ToewijzingFeit) -> bool:
        """See History."""
        assert isinstance(toewijzing, Toewijzing)
        return toewijzing.client == self.client and toewijzing.aanbieder == self.aanbieder

    def is_van(self, toewijzing: ToewijzingFeit, bsn: str) -> bool:
        """See History."""
        assert isinstance(toewijzing, Toewijzing)
        return toewijzing.client == self.clienten[bsn] and toewijzing.aanbieder == self.aanbieder

    def toewijzingen(self) -> Sequence[Toewijzing]:
        """See History."""
        return [] if self.client is None else list(filter(self._is_hier, self.stand.toewijzingen(self.client)))

    def _is_hier(self, rij: Toewijzing) -> bool:
        return (rij.gemeente, rij.aanbieder) == (self.gemeente, self.aanbieder)

    def is_bekende_client(self, bsn: str) -> bool:
        """See History."""
        client = self.clienten[bsn]
        if self.declaratie_identificatie is None:
            return any(map(self._is_hier, self.stand.toewijzingen(client)))
        declaratie = self.declaratie_met(self.declaratie_identificatie)
        return declaratie is None or self.stand.is_client_in(self.aanbieder, declaratie.nummer, client)

    def leveringen(self, toewijzing_nummer: int | None) -> Sequence[Levering]:
        """See History."""
        if self.client is None:
            return ()
        return self.stand.leveringen_op(self.client, self.gemeente, self.aanbieder, toewijzing_nummer)

    def verzoek(self, referentie: str) -> Verzoek | None:
        """See History."""
        return self._van_hem(self.stand.verzoek(self.aanbieder, referentie))

    def delen(self, verzoek: VerzoekFeit) -> Sequence[Wijzigingsdeel]:
        """See History."""
        return self.stand.delen(self.aanbieder, verzoek.referentie)

    def is_eigen_verzoek(self, verzoek: VerzoekFeit) -> bool:
        """See History."""
        assert isinstance(verzoek, Verzoek)
        return verzoek.gemeente == self.gemeente and self.client in (None, verzoek.client)

    def open_verzoeken(self) -> Sequence[Verzoek]:
        """See History."""
        if self.client is None:
            return ()
        hier = (self.gemeente, self.aanbieder)
        alle = self.stand.verzoeken(self.client)
        return [rij for rij in alle if rij.is_open and (rij.gemeente, rij.aanbieder) == hier]

    def prestaties(self, toewijzing_nummer: int) -> Sequence[Prestatie]:
        """See History."""
        is_van_hem = self.toewijzing(toewijzing_nummer) is not None
        return self.stand.prestaties(self.gemeente, toewijzing_nummer) if is_van_hem else ()

    def goedgekeurde_prestaties(self, toewijzing_nummer: int) -> int:
        """See History."""
        return sum(prestatie.is_goedgekeurd for prestatie in self.prestaties(toewijzing_nummer))

    def prestatie(self, referentie: str) -> Prestatie | None:
        """See History."""
        prestatie = self._van_hem(self.stand.prestatie(self.aanbieder, referentie))
        is_er = prestatie is not None and (prestatie.geldt or prestatie.uitslag == "afgewezen")
        return prestatie if is_er else None

    def prestatie_in(self, declaratie: DeclaratieFeit, referentie: str) -> Prestatie | None:
        """See History."""
        return self._van_hem(self.stand.prestatie_in(self.aanbieder, declaratie.nummer, referentie))

    def prestatie_is_van(self, prestatie: PrestatieFeit, bsn: str) -> bool:
        """See History."""
        assert isinstance(prestatie, Prestatie)
        return prestatie.client == self.clienten[bsn]

    def declaratie(self, nummer: str) -> Declaratie | None:
        """See History."""
        declaratie = self._van_hem(self.stand.declaratie(self.aanbieder, nummer))
        return None if declaratie is None or declaratie.is_verworpen else declaratie

    def declaratie_met(self, identificatie: str) -> Declaratie | None:
        """See History."""
        declaratie = self.stand.declaratie_met(self.aanbieder, identificatie)
        is_hier = declaratie is not None and declaratie.gemeente == self.gemeente and not declaratie.is_verworpen
        return declaratie if is_hier else None

    def laatste_declaratieperiode(self) -> date | None:
        """See History."""
        alle = self.stand.declaraties(self.aanbieder)
        hier = (rij for rij in alle if rij.gemeente == self.gemeente and rij.geldt)
        return max((rij.periode_begin for rij in hier), default=None)

    def tarieven(self, categorie: str, code: str, op: date) -> Sequence[Tarief]:
        """See History."""
        return self.register.tarieven(self.aanbieder, categorie, code, op)

    def uitvoeringsvariant(self, categorie: str | None, code: str | None, op: date) -> str | None:
        """See History."""
        return self.register.uitvoeringsvariant(self.aanbieder, self.gemeente, categorie, code, op)

    def is_taakgericht(self, categorie: str | None, code: str | None, op: date) -> bool:
        """See History."""
        return self.uitvoeringsvariant(categorie, code, op) == "taakgericht"

    def gemeentecode_bestaat(self, gemeentecode: str, op: date) -> bool:
        """See History."""
        return self.register.gemeentecode_bestaat(gemeentecode, op)

    def product_past(self, categorie: str, code: str, op: date) -> bool:
        """See History."""
        return self.register.product_past(self.aanbieder, self.gemeente, categorie, code, op)
