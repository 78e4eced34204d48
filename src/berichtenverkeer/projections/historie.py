# SPDX-License-Identifier: EUPL-1.2
"""`regels.history.History`, fulfilled from a Stand and the register, as seen from one bericht."""

from collections.abc import Sequence
from datetime import date

import msgspec

from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek
from berichtenverkeer.regels.history import Toewijzing as ToewijzingFeit
from berichtenverkeer.regels.history import Verzoek as VerzoekFeit
from berichtenverkeer.register.stand import RegisterStand


class Historie(msgspec.Struct, frozen=True):
    """What was known on the day of receipt. `client` is None for a bericht without one (JW319)."""

    stand: Stand
    register: RegisterStand
    gemeente: str
    aanbieder: str
    client: bytes | None
    vandaag: date
    identificatie_is_gebruikt: bool = False

    def toewijzing(self, nummer: int) -> Toewijzing | None:
        """See History."""
        return self.stand.toewijzing(self.gemeente, nummer)

    def is_eigen(self, toewijzing: ToewijzingFeit) -> bool:
        """See History."""
        assert isinstance(toewijzing, Toewijzing)
        return toewijzing.client == self.client and toewijzing.aanbieder == self.aanbieder

    def leveringen(self) -> Sequence[Levering]:
        """See History."""
        if self.client is None:
            return ()
        hier = (self.gemeente, self.aanbieder)
        return [rij for rij in self.stand.leveringen(self.client) if (rij.gemeente, rij.aanbieder) == hier]

    def verzoek(self, referentie: str) -> Verzoek | None:
        """See History."""
        return self.stand.verzoek(self.aanbieder, referentie)

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

    def goedgekeurde_prestaties(self, toewijzing_nummer: int) -> int:
        """See History."""
        del toewijzing_nummer
        return 0

    def is_taakgericht(self, categorie: str | None, code: str | None, op: date) -> bool:
        """See History."""
        return self.register.is_taakgericht(self.aanbieder, self.gemeente, categorie, code, op)

    def gemeentecode_bestaat(self, gemeentecode: str, op: date) -> bool:
        """See History."""
        return self.register.gemeentecode_bestaat(gemeentecode, op)

    def product_past(self, categorie: str, code: str, op: date) -> bool:
        """See History."""
        return self.register.product_past(self.aanbieder, self.gemeente, categorie, code, op)
