# SPDX-License-Identifier: EUPL-1.2
"""The indexes go that those on a kenmerk replaced, and those by which nothing is looked up (decision 125)."""

from alembic import op

revision = "0031"
down_revision = "0030"
phase = "after"

INDEXES = (
    *("toewijzing_actueel", "toewijzing_client", "toewijzing_bevestigd_actueel", "toewijzing_bevestigd_client"),
    *("levering_actueel", "levering_bevestigd_actueel", "levering_bevestigd_client"),
    *("verzoek_actueel", "verzoek_client", "verzoek_bevestigd_actueel", "verzoek_bevestigd_client"),
    *("wijzigingsdeel_actueel", "declaratie_actueel", "declaratie_periode"),
    *("prestatie_actueel", "prestatie_toewijzing", "prestatie_declaratie"),
    *("clientenstop_nu", "ix_claimdeel_regio_aanbieder_jaar", "ix_tenzijdeel_regio_aanbieder_jaar"),
    *("ix_bericht_regio_heen_id", "ix_bericht_regio_client_positie", "ix_gebeurtenis_regio_client_positie"),
    "ix_weigering_regio_partij_ontvangen_op",
)


def upgrade() -> None:
    """A primary key that begins with the id takes the place of one that begins with `regio`."""
    for index in INDEXES:
        op.drop_index(index)
    op.drop_constraint("uq_bericht_zelfde_bytes", "bericht")
    for table in ("bericht", "postvak"):
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT pk_{table},"
            f" ADD CONSTRAINT pk_{table} PRIMARY KEY USING INDEX {table}_id"
        )
