# SPDX-License-Identifier: EUPL-1.2
"""What holds of one client now: toewijzingen, leveringen, verzoeken, and what was declared, as a party may see it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.projections.kenmerken import CLIENT, ON_TOEWIJZING, OWN


class ToewijzingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A toewijzing in its current version."""

    gemeente: str
    nummer: int
    aanbieder: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    einddatum: date | None
    is_voorlopig: bool


class LeveringRow(msgspec.Struct, frozen=True, kw_only=True):
    """A levering; `reden` is that of its definitive end."""

    gemeente: str
    aanbieder: str
    toewijzing_nummer: int | None
    categorie: str | None
    code: str | None
    begindatum: date
    tijdelijk_einde: date | None
    einde: date | None
    reden: str | None


class VerzoekRow(msgspec.Struct, frozen=True, kw_only=True):
    """A verzoek, with what was answered."""

    aanbieder: str
    referentie: str
    gemeente: str
    categorie: str | None
    code: str | None
    ingangsdatum: date
    ontvangen_op: date
    in_onderzoek_op: date | None
    afgewezen_op: date | None
    toegewezen_op: date | None


class DeclaredRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one declaratie asks for one toewijzing, with what became of it; credits taken off."""

    aanbieder: str
    gemeente: str
    declaratie_nummer: str
    toewijzing_nummer: int
    uitslag: str
    begindatum: date
    einddatum: date
    cents: int


class OfClient(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, each in order of its first day."""

    toewijzingen: Sequence[ToewijzingRow]
    leveringen: Sequence[LeveringRow]
    verzoeken: Sequence[VerzoekRow]
    declared: Sequence[DeclaredRow]


_OWN = "($3::text is null or $3::text in (r.gemeente, r.aanbieder))"
"""That party $3 may see it; null: all may be seen."""

_DECLARED = f"""
select r.aanbieder, r.gemeente, r.declaratie_nummer, r.toewijzing_nummer, r.uitslag,
  min(r.begindatum) as begindatum, max(r.einddatum) as einddatum,
  sum(case when r.is_credit then -r.bedrag_cents else r.bedrag_cents end)::bigint as cents
from unnest($4::text[], $5::bigint[]) k (gemeente, toewijzing_nummer)
cross join lateral {ON_TOEWIJZING.rows()} r where r.client = $2 and {_OWN}
group by 1, 2, 3, 4, 5 order by 6, 3"""

_NUMBERED = f"""
select distinct r.aanbieder, r.identificatie from unnest($2::text[]) k (aanbieder)
cross join lateral (select $3::text) n (nummer)
cross join lateral (select k.aanbieder, n.nummer) o
cross join lateral {OWN["declaratie"].rows().replace("k.", "o.")} r"""


async def of_client(grootboek: Grootboek, client: bytes, before: str | None) -> OfClient:
    """What holds of a client as party `before` may see it, or all of it when that is None."""
    toewijzingen = [ToewijzingRow(**row) for row in await _rows(grootboek, ToewijzingRow, "toewijzing", client, before)]
    leveringen = [LeveringRow(**row) for row in await _rows(grootboek, LeveringRow, "levering", client, before)]
    verzoeken = [VerzoekRow(**row) for row in await _rows(grootboek, VerzoekRow, "verzoek", client, before)]
    pairs = [one.gemeente for one in toewijzingen], [one.nummer for one in toewijzingen]
    declared = [DeclaredRow(**row) for row in await grootboek.fetch(_DECLARED, client, before, *pairs)]
    return OfClient(toewijzingen=toewijzingen, leveringen=leveringen, verzoeken=verzoeken, declared=declared)


async def declaraties_numbered(grootboek: Grootboek, aanbieders: Sequence[str], nummer: str) -> list[tuple[str, str]]:
    """Aanbieder and Identificatie of the declaraties of these aanbieders with this DeclaratieNummer."""
    return [tuple(row) for row in await grootboek.fetch(_NUMBERED, list(aanbieders), nummer)]


async def _rows(
    grootboek: Grootboek, row: type[msgspec.Struct], table: str, client: bytes, before: str | None
) -> Sequence[dict[str, Any]]:
    columns = ", ".join(f"r.{name}" for name in row.__struct_fields__)
    still = " and not r.is_verwijderd" if table == "levering" else ""
    day = "begindatum" if table == "levering" else "ingangsdatum"
    found: Sequence[dict[str, Any]] = await grootboek.fetch(
        f"select {columns} from unnest($2::bytea[]) k (client) cross join lateral {CLIENT[table].rows()} r"
        f" where {_OWN}{still} order by r.{day}",
        [client],
        before,
    )
    return found
