# SPDX-License-Identifier: EUPL-1.2
"""What happens in the life of a client: verzoeken, toewijzingen, starts and stops.

`geboren` is the year and month in which the client was born (2012-05), or the year alone where no more is known. None:
nobody knows, or it was booked by a version that did not keep it.
"""

from datetime import date, time
from typing import Literal

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.declaration import OF_BERICHT, Declared, Touched
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel


class Product(msgspec.Struct, frozen=True, omit_defaults=True):
    """Categorie (JZ020) and code; both empty for a generic toewijzing (IV075)."""

    categorie: str | None = None
    code: str | None = None


class Omvang(msgspec.Struct, frozen=True):
    """Volume with Eenheid (WJ756) and Frequentie (WMO757)."""

    volume: int
    eenheid: str
    frequentie: str


class Verzoekgebeurtenis(Declared, frozen=True, kw_only=True):
    """The key of a verzoek: the reference of its aanbieder. Only the gemeente that it was sent to can answer it."""

    columns = OF_BERICHT

    aanbieder: str
    gemeente: str
    referentie: str
    ontvangen_op: date

    @property
    def sleutel(self) -> Verzoeksleutel:
        """The key of the verzoek."""
        return Verzoeksleutel(self.aanbieder, self.referentie)

    def touches(self) -> Touched:
        return Touched(verzoeken=frozenset({self.sleutel}))


class VerzoekOntvangen(Verzoekgebeurtenis, frozen=True, kw_only=True):
    """One AangevraagdProduct of an approved JW315."""

    client: bytes
    dagtekening: date
    product: Product = Product()
    ingangsdatum: date
    einddatum: date | None = None
    omvang: Omvang | None = None
    budget_cents: int | None = None
    verwijzer: str
    geboren: str | None = None


class Wijzigingsdeel(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One product of a JW317: left as it is, to be changed, or new. Only a new one has a product of its own."""

    soort: Literal["ongewijzigd", "te wijzigen", "nieuw"]
    toewijzing_nummer: int | None = None
    product: Product = Product()
    ingangsdatum: date | None = None
    einddatum: date | None = None
    omvang: Omvang | None = None
    budget_cents: int | None = None


class WijzigingVerzocht(Verzoekgebeurtenis, frozen=True, kw_only=True):
    """The Verzoek of an approved JW317: one request, whatever number of products. `reden` is RedenVerzoek."""

    client: bytes
    dagtekening: date
    reden: str
    delen: tuple[Wijzigingsdeel, ...]


class VerzoekAfgewezen(Verzoekgebeurtenis, frozen=True, kw_only=True):
    """JW319 with VerzoekAntwoord 1. `reden` is WJ759; `gemeente_woonplaats` stands with reden 8."""

    reden: str
    gemeente_woonplaats: str | None = None


class VerzoekInOnderzoek(Verzoekgebeurtenis, frozen=True, kw_only=True):
    """JW319 with VerzoekAntwoord 2."""


class ToewijzingVastgesteld(Declared, frozen=True, kw_only=True):
    """One ToegewezenProduct of an approved JW301: the first version, a later one, or the same one sent again."""

    columns = OF_BERICHT

    client: bytes
    aanbieder: str
    gemeente: str
    nummer: int
    toewijzingsdatum: date
    toewijzingstijd: time
    product: Product = Product()
    ingangsdatum: date
    einddatum: date | None = None
    omvang: Omvang | None = None
    budget_cents: int | None = None
    reden_wijziging: str | None = None
    referentie_aanbieder: str | None = None
    ontvangen_op: date
    geboren: str | None = None

    @property
    def verzoek(self) -> Verzoeksleutel | None:
        """The key of the verzoek that it answers."""
        referentie = self.referentie_aanbieder
        return None if referentie is None else Verzoeksleutel(self.aanbieder, referentie)

    def touches(self) -> Touched:
        return Touched(
            toewijzingen=frozenset({(self.gemeente, self.nummer)}),
            verzoeken=frozenset() if self.verzoek is None else frozenset({self.verzoek}),
        )


class Leveringsgebeurtenis(Declared, frozen=True, kw_only=True):
    """What tells of one StartProduct, by its key (IV008, IV096)."""

    columns = OF_BERICHT

    client: bytes
    aanbieder: str
    gemeente: str
    toewijzing_nummer: int | None = None
    product: Product = Product()
    begindatum: date
    ontvangen_op: date | None = None

    @property
    def sleutel(self) -> Leveringsleutel:
        """The key of the StartProduct, within its client."""
        product = self.product
        who = (self.gemeente, self.aanbieder, self.toewijzing_nummer)
        return Leveringsleutel(*who, product.categorie, product.code, self.begindatum)

    def touches(self) -> Touched:
        return Touched(clienten=frozenset({self.client}))


class LeveringGestart(Leveringsgebeurtenis, frozen=True, kw_only=True):
    """StartProduct with StatusAanlevering 1."""

    toewijzing_ingangsdatum: date | None = None
    geboren: str | None = None


class StartVerwijderd(Leveringsgebeurtenis, frozen=True, kw_only=True):
    """StartProduct with StatusAanlevering 3: the start counts as never sent."""


class LeveringGestopt(Leveringsgebeurtenis, frozen=True, kw_only=True):
    """StopProduct with StatusAanlevering 1. `reden` is JZ588; 20 is a temporary stop."""

    einddatum: date
    reden: str


class StopVerwijderd(Leveringsgebeurtenis, frozen=True, kw_only=True):
    """StopProduct with StatusAanlevering 3: the stop counts as never sent."""

    einddatum: date
    reden: str


CareGebeurtenis = (
    VerzoekOntvangen
    | WijzigingVerzocht
    | VerzoekAfgewezen
    | VerzoekInOnderzoek
    | ToewijzingVastgesteld
    | LeveringGestart
    | StartVerwijderd
    | LeveringGestopt
    | StopVerwijderd
)
