# SPDX-License-Identifier: EUPL-1.2
"""Tables of the register: rows with valid and recorded time, the loads; credentials of partijen, sessions of people."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from berichtenverkeer.core.metadata import metadata

REGISTER_ROW = sa.Table(
    "register_rij",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("tabel", sa.Text, primary_key=True),
    sa.Column("sleutel", sa.Text, primary_key=True),
    sa.Column("geldig_van", sa.Date, primary_key=True),
    sa.Column("geldig_tot", sa.Date),
    sa.Column("waarde", JSONB, nullable=False),
    sa.Column("pos_van", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("pos_tot", sa.BigInteger),
    sa.CheckConstraint("geldig_tot >= geldig_van", name="einde_na_begin"),
    sa.CheckConstraint("pos_tot > pos_van", name="positie_na_positie"),
    sa.Index(
        "register_rij_actueel",
        "regio",
        "tabel",
        "sleutel",
        "geldig_van",
        unique=True,
        postgresql_where=sa.text("pos_tot IS NULL"),
    ),
)
"""Known from ledger position `pos_van` until before `pos_tot`; true from `geldig_van` to `geldig_tot` inclusive."""

REGISTERVERSIE = sa.Table(
    "registerversie",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("positie", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
)
"""One row per load that changed something: where it stands in the ledger, and the hash of the whole content."""

CREDENTIAL = sa.Table(
    "credential",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("partij", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
    sa.Column("verloopt_op", sa.DateTime(timezone=True)),
    sa.Column("ingetrokken_op", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("regio", "hash"),
)
"""Who may speak for a partij. Of the secret only the SHA-256 is kept (docs/decisions/021)."""

SESSION = sa.Table(
    "session",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("gebruiker", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("wijze", sa.Text, nullable=False),
    sa.Column("provider_session", sa.Text),
    sa.Column("begonnen_op", sa.DateTime(timezone=True), nullable=False),
    sa.Column("gebruikt_op", sa.DateTime(timezone=True), nullable=False),
    sa.Column("beeindigd_op", sa.DateTime(timezone=True)),
    sa.Index("session_gebruiker", "regio", "gebruiker", postgresql_where=sa.text("beeindigd_op IS NULL")),
)
"""Of a person who logged in, by a link or at a provider (`wijze`), which may call it `provider_session`."""

LOGIN_LINK = sa.Table(
    "login_link",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("gebruiker", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("door_kanaal", sa.Text, nullable=False),
    sa.Column("door_persoon", sa.Text),
    sa.Column("aangemaakt_op", sa.DateTime(timezone=True), nullable=False),
    sa.Column("gebruikt_op", sa.DateTime(timezone=True)),
)
"""A way in that works once, and who made it. Of what is secret in it, and in a session, only a keyed hash is kept."""
