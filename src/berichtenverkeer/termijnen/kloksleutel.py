# SPDX-License-Identifier: EUPL-1.2
"""What a clock is about, in columns: of its two parties a bericht, verzoek or levering, or what is about money."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.ledger import draden
from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel


class Kloksleutel(msgspec.Struct, frozen=True):
    """A bericht has an Identificatie, a verzoek a referentie, a levering a begindatum; what is of others is None.

    Of money: a tenzij, an uitvraag, or the signaal of a plafond that began at position `sinds`.
    """

    berichtsoort: str | None = None
    identificatie: str | None = None
    referentie: str | None = None
    toewijzing_nummer: int | None = None
    categorie: str | None = None
    code: str | None = None
    begindatum: date | None = None
    tenzij_id: UUID | None = None
    uitvraag_id: UUID | None = None
    jaar: int | None = None
    perceel: str | None = None
    segment: str | None = None
    sinds: int | None = None

    def __str__(self) -> str:
        """As the API shows it, for people and to tell clocks apart: nothing here reads it."""
        if self.identificatie is not None:
            return f"{self.berichtsoort}/{self.identificatie}"
        if self.referentie is not None:
            return f"verzoek/{self.referentie}"
        if self.tenzij_id is not None:
            return f"tenzij/{self.tenzij_id}"
        if self.uitvraag_id is not None:
            return f"verrekening/{self.uitvraag_id}"
        if self.sinds is not None:
            return f"signaal/{self.jaar}/{self.perceel}/{self.segment}/{self.sinds}"
        number = "" if self.toewijzing_nummer is None else self.toewijzing_nummer
        return f"levering/{number}/{self.categorie or ''}/{self.code or ''}/{self.begindatum}"

    def draad(self, partij: str, wederpartij: str) -> str | None:
        """The thread that a clock of these two is in; None of a bericht, whose own keys say that."""
        if self.referentie is not None:
            return draden.from_verzoek(Verzoeksleutel(wederpartij, self.referentie))
        if self.begindatum is None:
            return None
        what = (self.toewijzing_nummer, self.categorie, self.code, self.begindatum)
        return draden.from_levering(Leveringsleutel(wederpartij, partij, *what))


OF_CARE = Kloksleutel.__struct_fields__[: Kloksleutel.__struct_fields__.index("tenzij_id")]
"""The columns that a bericht can be found by."""


def key_of(row: Mapping[str, Any]) -> Kloksleutel:
    """That of a clock in a row with its columns."""
    return Kloksleutel(*(row[column] for column in Kloksleutel.__struct_fields__))
