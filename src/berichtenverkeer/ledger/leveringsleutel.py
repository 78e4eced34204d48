# SPDX-License-Identifier: EUPL-1.2
"""By what a levering is known within its client: the key of a StartProduct (IV008, IV096), in columns."""

from datetime import date

import msgspec


class Leveringsleutel(msgspec.Struct, frozen=True):
    """`toewijzing_nummer` is None of care without a toewijzing, `categorie` and `code` of a generic one (IV075)."""

    gemeente: str
    aanbieder: str
    toewijzing_nummer: int | None
    categorie: str | None
    code: str | None
    begindatum: date

    @property
    def order(self) -> tuple[str, str, int, str, str, date]:
        """To sort by; what is not there comes first."""
        number = -1 if self.toewijzing_nummer is None else self.toewijzing_nummer
        return self.gemeente, self.aanbieder, number, self.categorie or "", self.code or "", self.begindatum
