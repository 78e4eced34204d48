# SPDX-License-Identifier: EUPL-1.2
"""The tables of the ledger (design.md 4). `regio` leads every key: the shard key of a later day.

`bericht`, `gebeurtenis` and `weigering` are append-only twice: by GRANT and by triggers (core/rechten.py).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Sequence,
    SmallInteger,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from berichtenverkeer.core.metadata import kenmerk_index, metadata
from berichtenverkeer.ledger.gebeurtenissen import ABOUT_CREDENTIALS
from berichtenverkeer.ledger.kenmerken import (
    DELIVERED_TO,
    REFUSED_TO,
    SAME_KEY,
    SENT_BY,
    TENZIJ_OF_CLIENT,
    VOORLOPIG,
    VOORLOPIG_OF_CLIENT,
)

ledger_position = Sequence("ledger_positie", cache=1, data_type=BigInteger, metadata=metadata)

bericht = Table(
    "bericht",
    metadata,
    Column("regio", Text, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("positie", BigInteger, nullable=False),
    Column("ontvangen_op", DateTime(timezone=True), nullable=False),
    Column("standaard", Text, nullable=False),
    Column("release", Text, nullable=False),
    Column("berichtsoort", Text, nullable=False),
    Column("afzender", Text, nullable=False),
    Column("ontvanger", Text, nullable=False),
    Column("verzender", Text, nullable=False),
    Column("bestemming", Text, nullable=False),
    Column("identificatie", Text, nullable=False),
    Column("dagtekening", Date, nullable=False),
    Column("sha256_verzegeld", LargeBinary, nullable=False),
    Column("grootte", Integer, nullable=False),
    Column("oordeel", Text, nullable=False),
    Column("bron", Text, nullable=False),
    Column("eerste", Boolean, nullable=False),
    Column("is_bezorgd", Boolean, nullable=False),
    Column("is_boekbaar", Boolean, nullable=False),
    Column("is_betwist", Boolean, nullable=False),
    Column("client", LargeBinary),
    Column("retour_id", Uuid),
    Column("heen_id", Uuid),
    Column("bevindingen", JSONB, nullable=False),
    Column("sleutels", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("sleutel_maand", Date, nullable=False),
    Column("inhoud", LargeBinary, nullable=False),
    CheckConstraint("oordeel IN ('goedgekeurd', 'afgekeurd', 'voorlopig')", name="oordeel"),
    CheckConstraint("bron IN ('partij', 'gateway')", name="bron"),
    PrimaryKeyConstraint("id", "regio"),
    # Of one month: those of another are sealed with another key, and are told apart by who holds the keys.
    kenmerk_index("bericht_kenmerk", SAME_KEY, "sha256_verzegeld", unique=True),
    Index(None, "regio", "positie"),
    Index(None, "heen_id", postgresql_where=text("heen_id IS NOT NULL")),
    kenmerk_index("bericht_kenmerk_verzonden", SENT_BY, "positie"),
    kenmerk_index("bericht_kenmerk_bezorgd", DELIVERED_TO, "positie"),
    kenmerk_index("bericht_kenmerk_voorlopig", VOORLOPIG),
    kenmerk_index("bericht_kenmerk_voorlopig_client", VOORLOPIG_OF_CLIENT),
    # An answer has no keys of its own: it need not be in here.
    Index(None, "sleutels", postgresql_using="gin", postgresql_where=text("sleutels <> '{}'")),
)
Index(
    "uq_bericht_eerste",
    bericht.c.regio,
    bericht.c.verzender,
    bericht.c.berichtsoort,
    bericht.c.identificatie,
    unique=True,
    postgresql_where=bericht.c.eerste,
)
Index(
    "bericht_voorlopig",
    bericht.c.regio,
    bericht.c.positie,
    postgresql_where=text("oordeel = 'voorlopig'"),
)

gebeurtenis = Table(
    "gebeurtenis",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("positie", BigInteger, primary_key=True, autoincrement=False),
    Column("bericht_id", Uuid),
    Column("soort", Text, nullable=False),
    Column("versie", SmallInteger, nullable=False),
    Column("client", LargeBinary),
    Column("aanbieder", Text),
    Column("gemeente", Text),
    Column("geboekt_op", DateTime(timezone=True), nullable=False),
    Column("inhoud", JSONB, nullable=False),
    Column("door_kanaal", Text),
    Column("door_partij", Text),
    Column("door_persoon", Text),
    Index(None, "client", "positie", postgresql_where=text("client IS NOT NULL")),
    kenmerk_index("gebeurtenis_kenmerk_tenzij", TENZIJ_OF_CLIENT),
)

Index("gebeurtenis_credential", gebeurtenis.c.regio, gebeurtenis.c.positie, postgresql_where=text(ABOUT_CREDENTIALS))

Index(
    "gebeurtenis_signaal",
    gebeurtenis.c.regio,
    gebeurtenis.c.positie,
    postgresql_where=text("soort LIKE 'Signaal%'"),
)

ABOUT_TENZIJ = "soort LIKE 'Tenzij%'"
Index(
    "gebeurtenis_tenzij",
    gebeurtenis.c.regio,
    gebeurtenis.c.client,
    gebeurtenis.c.positie,
    postgresql_where=text(ABOUT_TENZIJ),
)

inzage = Table(
    "inzage",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("op", DateTime(timezone=True), nullable=False),
    Column("kanaal", Text, nullable=False),
    Column("partij", Text),
    Column("persoon", Text),
    Column("rollen", ARRAY(Text), nullable=False),
    Column("soort", Text, nullable=False),
    Column("bericht_id", Uuid),
    Column("onderwerp", Text),
    Column("client", LargeBinary),
    Column("waarom", Text, nullable=False),
    Column("page", Text),
    Column("outcome", Text, nullable=False),
    Column("aanvraag", Text),
    Index(None, "regio", "bericht_id", "id", postgresql_where=text("bericht_id IS NOT NULL")),
    Index(None, "regio", "client", "id", postgresql_where=text("client IS NOT NULL")),
    Index(None, "regio", "partij", "persoon", "id"),
)

weigering = Table(
    "weigering",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("ontvangen_op", DateTime(timezone=True), nullable=False),
    Column("partij", Text),
    Column("sha256_verzegeld", LargeBinary, nullable=False),
    Column("sleutel_maand", Date, nullable=False),
    Column("grootte", Integer, nullable=False),
    Column("codes", ARRAY(Text), nullable=False),
    Column("positie", BigInteger, nullable=False),
    kenmerk_index("weigering_kenmerk", REFUSED_TO, "ontvangen_op"),
)

weigering_tally = Table(
    "weigeringtelling",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("partij", Text, primary_key=True),
    Column("uur", DateTime(timezone=True), primary_key=True),
    Column("vak", SmallInteger, primary_key=True, autoincrement=False),
    Column("aantal", BigInteger, nullable=False),
    CheckConstraint("aantal > 0", name="telt"),
)

data_key = Table(
    "datasleutel",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("maand", Date, primary_key=True),
    Column("versleuteld", LargeBinary, nullable=False),
    Column("hoofdsleutel", Text, nullable=False),
)

epoch = Table(
    "epoch",
    metadata,
    Column("begin", BigInteger, primary_key=True, autoincrement=False),
    Column("laatste", BigInteger, nullable=False),
    Column("k", BigInteger, nullable=False),
    Column("op", DateTime(timezone=True), nullable=False),
    Column("server", Text, nullable=False),
)
"""Of the database as a whole. Of what was given before `begin`, positions up to `laatste` are kept, and figures of a
regio up to the last K that was recorded for it; `k` is that of all regios in the epochs that began when they had one
together, else 0; `server` says where it began (epoch.py)."""

rapportset = Table(
    "rapportset",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("maand", Text, primary_key=True),
    Column("k", BigInteger, nullable=False),
    Column("dag_k", Date, nullable=False),
    Column("gemaakt_op", DateTime(timezone=True), nullable=False),
)
"""Of which months there is a set of all reports (report_sets.py)."""

backup_note = Table(
    "backup_note",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("op", DateTime(timezone=True), nullable=False),
    Column("soort", Text, nullable=False),
    Column("bestand", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("berichten", BigInteger),
    CheckConstraint("soort in ('made', 'tried', 'failed')", name="soort"),
)
"""Of the database as a whole: what became of its backups (backup_notes.py). Only the owner writes."""

watermark = Table(
    "watermerk",
    metadata,
    Column("regio", Text, primary_key=True),
    Column("op", DateTime(timezone=True), primary_key=True),
    Column("positie", BigInteger, nullable=False),
)
