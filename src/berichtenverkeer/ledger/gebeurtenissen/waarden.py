# SPDX-License-Identifier: EUPL-1.2
"""Values within gebeurtenissen."""

import msgspec


class Product(msgspec.Struct, frozen=True, omit_defaults=True):
    """Categorie (JZ020) and code; both empty for a generic toewijzing (IV075)."""

    categorie: str | None = None
    code: str | None = None


class Omvang(msgspec.Struct, frozen=True):
    """Volume with Eenheid (WJ756) and Frequentie (WMO757)."""

    volume: int
    eenheid: str
    frequentie: str
