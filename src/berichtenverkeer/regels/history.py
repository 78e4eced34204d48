# SPDX-License-Identifier: EUPL-1.2
"""The facts from outside a bericht that rules may ask for. Declared here, fulfilled by `projections` (design.md 3).

Everything is seen from one bericht: *its* gemeente, aanbieder and client. A rule never sees who they are.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import Protocol


class Toewijzing(Protocol):
    """The current version of a ToegewezenProduct (IV013), as the gemeente of the bericht numbered it."""

    @property
    def nummer(self) -> int: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def toewijzingsdatum(self) -> date: ...
    @property
    def toewijzingstijd(self) -> time: ...
    @property
    def ingangsdatum(self) -> date: ...
    @property
    def einddatum(self) -> date | None: ...
    @property
    def referentie_aanbieder(self) -> str | None: ...
    @property
    def is_verwijderd(self) -> bool: ...


class Levering(Protocol):
    """An accepted StartProduct of the client at the aanbieder, not removed, with the stops that hold for it.

    `tijdelijk_einde` is the Einddatum of the StopProduct with reden 20, `einde` and `reden` are those of the definitive
    one. Both may hold (OP377); a later start changes neither.
    """

    @property
    def toewijzing_nummer(self) -> int | None: ...
    @property
    def categorie(self) -> str | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def begindatum(self) -> date: ...
    @property
    def tijdelijk_einde(self) -> date | None: ...
    @property
    def einde(self) -> date | None: ...
    @property
    def reden(self) -> str | None: ...


class Verzoek(Protocol):
    """One AangevraagdProduct (JW315) or Verzoek (JW317), known by its ReferentieAanbieder."""

    @property
    def referentie(self) -> str: ...
    @property
    def is_toegewezen(self) -> bool: ...
    @property
    def is_afgewezen(self) -> bool: ...
    @property
    def is_in_onderzoek(self) -> bool: ...


class History(Protocol):
    """What was known when the bericht was received: earlier berichten, the register, the day."""

    @property
    def vandaag(self) -> date:
        """The day of receipt in the Netherlands."""

    @property
    def identificatie_is_gebruikt(self) -> bool:
        """Whether the sender used this Identificatie before for other bytes of the same berichtsoort."""

    def toewijzing(self, nummer: int) -> Toewijzing | None:
        """The toewijzing that the gemeente gave this number, whoever it is for."""

    def is_eigen(self, toewijzing: Toewijzing) -> bool:
        """Whether the toewijzing is for the client and the aanbieder of the bericht."""

    def leveringen(self) -> Sequence[Levering]:
        """Of this client at this aanbieder under this gemeente, not removed, by Begindatum."""

    def verzoek(self, referentie: str) -> Verzoek | None:
        """The request that this aanbieder sent under this reference, to whatever gemeente."""

    def is_eigen_verzoek(self, verzoek: Verzoek) -> bool:
        """Whether it was sent to the gemeente of the bericht, and for its client if the bericht has one."""

    def open_verzoeken(self) -> Sequence[Verzoek]:
        """Requests of this aanbieder to this gemeente for this client that are neither granted nor rejected."""

    def goedgekeurde_prestaties(self, toewijzing_nummer: int) -> int:
        """How many approved, not credited prestaties a toewijzing has (0 until declaraties are booked)."""

    def is_taakgericht(self, categorie: str | None, code: str | None, op: date) -> bool:
        """Whether the contract of aanbieder and gemeente makes the product taakgericht on that day (register)."""

    def gemeentecode_bestaat(self, gemeentecode: str, op: date) -> bool:
        """Whether the code is in the CBS division of that day, or in a dated exception of the register."""

    def product_past(self, categorie: str, code: str, op: date) -> bool:
        """False when the product list agreed for this aanbieder and gemeente says otherwise; True without a list."""
