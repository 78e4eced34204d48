# SPDX-License-Identifier: EUPL-1.2
"""What claims money: the key of a claim, in columns. Nothing glues it to one text but `str`, for people to read."""

from enum import StrEnum

import msgspec

from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel


class Claimsoort(StrEnum):
    """Whose claim it is: that of a toewijzing, or that of a verzoek."""

    TOEWIJZING = "toewijzing"
    VERZOEK = "verzoek"


class Claimsleutel(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """A toewijzing by its gemeente and `nummer`, or a verzoek by its aanbieder and `referentie`.

    `partij` is who gave it that number or reference; what the other kind has is 0 or empty.
    """

    soort: Claimsoort
    partij: str
    nummer: int = 0
    referentie: str = ""

    @property
    def verzoek(self) -> Verzoeksleutel:
        """The verzoek whose claim it is."""
        assert self.soort is Claimsoort.VERZOEK, "a toewijzing has no reference"
        return Verzoeksleutel(self.partij, self.referentie)

    def __str__(self) -> str:
        """As the API and findings show it."""
        mark = self.nummer if self.soort is Claimsoort.TOEWIJZING else self.referentie
        return f"{self.soort}/{self.partij}/{mark}"
