# SPDX-License-Identifier: EUPL-1.2
"""The catalogue: every rule of the standard as a reader sees it, from the registry and from nowhere else.

The command `rules`, `GET /v1/regels` and docs/regels.md are this catalogue (decision 053); the command and the page
explain our own codes as well (decision 108).
"""

from enum import StrEnum

import msgspec

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import MELDINGEN, Melding
from berichtenverkeer.regels.regel import EXAMINED, REGELS, Staat, Verklaring

NIVEAUS = (Niveau.XSD, *EXAMINED)
"""The levels that have rules of the standard; TRANSPORT has none."""


class Regelsoort(StrEnum):
    """The four kinds of rule, as their codes begin."""

    TR = "TR"
    CD = "CD"
    CS = "CS"
    RS = "RS"


class CatalogueRegel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One rule; the names in JSON are those of the API. What does not apply is None."""

    code: str
    soort: Regelsoort
    berichten: tuple[str, ...]
    niveau: Niveau
    retourcode: str | None
    staat: Staat
    tekst: str
    actie: str
    lezing: str | None
    wacht_op: str | None


def catalogue() -> tuple[CatalogueRegel, ...]:
    """Every rule that is declared, by code."""
    return tuple(_regel(verklaring) for _, verklaring in sorted(REGELS.explained.items()))


def own_codes() -> tuple[Melding, ...]:
    """Every code of our own, by code."""
    return tuple(one for _, one in sorted(MELDINGEN.explained.items()))


def _regel(one: Verklaring) -> CatalogueRegel:
    return CatalogueRegel(
        code=one.code,
        soort=Regelsoort(one.code[:2]),
        berichten=tuple(sorted(one.berichten)),
        niveau=one.niveau,
        retourcode=one.retourcode,
        staat=one.staat,
        tekst=one.tekst,
        actie=one.actie,
        lezing=one.lezing or None,
        wacht_op=one.wacht_op or None,
    )
