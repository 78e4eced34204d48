# SPDX-License-Identifier: EUPL-1.2
"""Where positions went on after a database was put back (decision 091)."""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights
from berichtenverkeer.ledger.epoch import SERVER

revision = "0013"
down_revision = "0012"

_SPRONG = 2**30
"""No transaction leaves so many positions unused: only a restore of a backup of an older version, which went before."""

_EERSTE = f"""
    INSERT INTO epoch (begin, laatste, k, op, server)
    SELECT CASE WHEN sprong THEN gegeven ELSE 0 END, CASE WHEN sprong THEN geboekt ELSE 0 END,
        CASE WHEN sprong THEN k ELSE 0 END, clock_timestamp(), {SERVER}
    FROM (SELECT *, gegeven - geboekt > {_SPRONG} AS sprong FROM (SELECT
        coalesce(pg_sequence_last_value('ledger_positie'), 0) AS gegeven,
        coalesce(greatest((SELECT max(positie) FROM gebeurtenis), (SELECT max(positie) FROM bericht)), 0) AS geboekt,
        coalesce((SELECT max(positie) FROM watermerk), 0) AS k) AS p) AS q
"""


def upgrade() -> None:
    """The owner begins an epoch; the application only reads them."""
    op.create_table(
        "epoch",
        sa.Column("begin", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("laatste", sa.BigInteger(), nullable=False),
        sa.Column("k", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("server", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("begin", name=op.f("pk_epoch")),
    )
    rights.only_add("epoch")
    rights.only_reading("epoch")
    op.execute(_EERSTE)
