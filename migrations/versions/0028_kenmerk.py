# SPDX-License-Identifier: EUPL-1.2
"""Indexes on the kenmerk of a key, each of which alone can serve the question for it (decision 125).

They stand beside those that they replace, which an older release still looks by.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
phase = "before"

OPEN, WAITS = "pos_tot IS NULL", "oordeel = 'voorlopig'"
LEVERING = ("client", "gemeente", "aanbieder", "begindatum", "toewijzing_nummer", "categorie", "code")
STATE = {
    "toewijzing": ("gemeente", "nummer"),
    "levering": LEVERING,
    "verzoek": ("aanbieder", "referentie"),
}


def upgrade() -> None:
    """Rows stay as they are."""
    for table, key in STATE.items():
        for name in (table, f"{table}_bevestigd"):
            _own(name, key, postgresql_nulls_not_distinct=table == "levering")
            _create(f"{name}_kenmerk_client", name, ("client",), OPEN)
    _own("wijzigingsdeel", ("aanbieder", "referentie", "volgnr"))
    _own("declaratie", ("aanbieder", "nummer"))
    _own("prestatie", ("aanbieder", "referentie"), "dubbel_in")
    _create("wijzigingsdeel_kenmerk_verzoek", "wijzigingsdeel", ("aanbieder", "referentie"), OPEN)
    _create("declaratie_kenmerk_reeks", "declaratie", ("aanbieder", "gemeente"), OPEN, "periode_begin")
    _create("prestatie_kenmerk_toewijzing", "prestatie", ("gemeente", "toewijzing_nummer"), OPEN)
    _create("prestatie_kenmerk_declaratie", "prestatie", ("aanbieder", "declaratie_nummer"), OPEN)
    _create("claim_kenmerk_vervalt", "claim", ("aanbieder",), "is_gereserveerd", "vervalt_op")
    _create("clientenstop_kenmerk", "clientenstop", ("aanbieder",), OPEN)
    _ledger()
    op.create_index("postvak_id", "postvak", ["bericht_id", "partij", "regio"], unique=True)


def _ledger() -> None:
    key = ("verzender", "berichtsoort", "identificatie")
    _create("bericht_kenmerk", "bericht", key, None, "sha256_verzegeld", unique=True)
    _create("bericht_kenmerk_voorlopig", "bericht", (), WAITS)
    _create("bericht_kenmerk_voorlopig_client", "bericht", ("client",), WAITS)
    _create("gebeurtenis_kenmerk_tenzij", "gebeurtenis", ("client",), "starts_with(soort, 'Tenzij')")
    _create("weigering_kenmerk", "weigering", ("partij",), None, "ontvangen_op")
    op.create_index("bericht_id", "bericht", ["id", "regio"], unique=True)
    for table, columns in (("bericht", ["heen_id"]), ("gebeurtenis", ["client", "positie"])):
        there = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, postgresql_where=there)


def _own(table: str, key: tuple[str, ...], *more: str, **otherwise: Any) -> None:
    _create(f"{table}_kenmerk", table, key, OPEN, "regio", *key, *more, unique=True, **otherwise)


def _create(name: str, table: str, key: tuple[str, ...], only: str | None, *columns: str, **otherwise: Any) -> None:
    kenmerk = f"hash_record_extended(ROW({', '.join(('regio', *key))}), 0)"
    expression = f"CASE WHEN {only} THEN {kenmerk} END" if only else kenmerk
    if only:
        otherwise["postgresql_where"] = sa.text(f"{expression} IS NOT NULL")
    op.create_index(name, table, [sa.text(f"({expression})"), *columns], **otherwise)
