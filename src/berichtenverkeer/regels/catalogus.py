# SPDX-License-Identifier: EUPL-1.2
"""The catalogue: every rule of the standard as a reader sees it, from the registry and from nowhere else.

The command `rules`, `GET /v1/regels` and docs/regels.md are this catalogue (decision 053); the command and the page
explain our own codes as well (decision 108).
"""

from enum import StrEnum

import msgspec

from berichtenverkeer.core.bevinding import Niveau
from berichtenverkeer.regels.melding import MELDINGEN, Melding
from berichtenverkeer.regels.regel import GETOETST, REGELS, Staat, Verklaring

NIVEAUS = (Niveau.XSD, *GETOETST)
"""The levels that have rules of the standard; TRANSPORT has none."""


class Regelsoort(StrEnum):
    """The four kinds of rule, as their codes begin."""

    TR = "TR"
    CD = "CD"
    CS = "CS"
    RS = "RS"


class Catalogusregel(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
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


def catalogus() -> tuple[Catalogusregel, ...]:
    """Every rule that is declared, by code."""
    return tuple(_regel(verklaring) for _, verklaring in sorted(REGELS.verklaard.items()))


def eigen_codes() -> tuple[Melding, ...]:
    """Every code of our own, by code."""
    return tuple(een for _, een in sorted(MELDINGEN.verklaard.items()))


def _regel(een: Verklaring) -> Catalogusregel:
    return Catalogusregel(
        code=een.code,
        soort=Regelsoort(een.code[:2]),
        berichten=tuple(sorted(een.berichten)),
        niveau=een.niveau,
        retourcode=een.retourcode,
        staat=een.staat,
        tekst=een.tekst,
        actie=een.actie,
        lezing=een.lezing or None,
        wacht_op=een.wacht_op or None,
    )
