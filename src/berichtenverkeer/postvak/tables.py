# SPDX-License-Identifier: EUPL-1.2
"""What waits for a party in its mailbox, and what it took. Rebuilt from the ledger when needed."""

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

wachtend = sa.Table(
    "wachtend",
    metadata,
    sa.Column("regio", sa.Text, nullable=False),
    sa.Column("partij", sa.Text, nullable=False),
    sa.Column("positie", sa.BigInteger, nullable=False, autoincrement=False),
    sa.Column("bericht_id", sa.Uuid, nullable=False),
    sa.Column("ontvangen_op", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("regio", "partij", "positie"),
)
"""What came in for `partij` and was not taken, in order of position."""

afgehaald = sa.Table(
    "afgehaald",
    metadata,
    sa.Column("regio", sa.Text, nullable=False),
    sa.Column("partij", sa.Text, nullable=False),
    sa.Column("positie", sa.BigInteger, nullable=False, autoincrement=False),
    sa.Column("bericht_id", sa.Uuid, nullable=False),
    sa.Column("afgehaald_op", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("regio", "partij", "positie"),
)
"""What `partij` took, and when: a row moves here from `wachtend`, and stays."""
