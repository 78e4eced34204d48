# SPDX-License-Identifier: EUPL-1.2
"""The mailbox of each party: what it sent, what is for it, what it took. Rebuilt from the ledger when needed."""

import sqlalchemy as sa

from berichtenverkeer.core.metadata import metadata

saved_search = sa.Table(
    "saved_search",
    metadata,
    sa.Column("regio", sa.Text, nullable=False),
    sa.Column("id", sa.Uuid, nullable=False),
    sa.Column("gebruiker", sa.Text, nullable=False),
    sa.Column("richting", sa.Text),
    sa.Column("oordeel", sa.Text),
    sa.Column("is_afgehaald", sa.Boolean),
    sa.Column("berichtsoort", sa.Text),
    sa.Column("wederpartij", sa.Text),
    sa.Column("days", sa.Integer),
    sa.PrimaryKeyConstraint("regio", "gebruiker", "id"),
)
"""What somebody looks for often in the mailbox of his partij: choices from lists, no number, no text of his own."""

postvak = sa.Table(
    "postvak",
    metadata,
    sa.Column("regio", sa.Text, nullable=False),
    sa.Column("partij", sa.Text, nullable=False),
    sa.Column("bericht_id", sa.Uuid, nullable=False),
    sa.Column("richting", sa.Text, nullable=False),
    sa.Column("positie", sa.BigInteger, nullable=False),
    sa.Column("berichtsoort", sa.Text, nullable=False),
    sa.Column("identificatie", sa.Text, nullable=False),
    sa.Column("wederpartij", sa.Text, nullable=False),
    sa.Column("oordeel", sa.Text, nullable=False),
    sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
    sa.Column("afgehaald_op", sa.DateTime(timezone=True)),
    sa.PrimaryKeyConstraint("bericht_id", "partij", "regio"),
    sa.CheckConstraint("richting in ('in', 'uit')", name="richting"),
    sa.Index("postvak_op_volgorde", "regio", "partij", "positie"),
    sa.Index(
        "postvak_wachtend",
        "regio",
        "ontvangen_op",
        postgresql_where=sa.text("richting = 'in' AND afgehaald_op IS NULL"),
    ),
)
