# SPDX-License-Identifier: EUPL-1.2
"""Tables of the state that gebeurtenissen add up to. A row was true from `pos_van` until before `pos_tot`.

They can be dropped and rebuilt from the ledger at any moment. Besides the key of the row every primary key ends in
`pos_van`; at most one row per key is open (`pos_tot` empty). Part of the key of a levering may be empty, which no
part of a primary key can be: indexes keep it unique. An index beside the key begins with what tells rows apart, not
with `regio`: on a young table the planner would take it for any lookup, and read it whole.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import SchemaItem

from berichtenverkeer.core.metadata import kenmerk_index, metadata
from berichtenverkeer.projections.kenmerken import CLIENT, IN_DECLARATIE, ON_TOEWIJZING, OWN, PARTS_OF_VERZOEK, SERIES
from berichtenverkeer.projections.leveringen import LEVERING_KEY


def _from_until(*, in_key: bool = True) -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("pos_van", sa.BigInteger, primary_key=in_key, nullable=False, autoincrement=False),
        sa.Column("pos_tot", sa.BigInteger),
    )


def _own(name: str, *more: str, **otherwise: Any) -> sa.Index:
    """That at most one row per key is open. Of the kenmerk alone that is not sure."""
    kenmerk = OWN[name]
    return kenmerk_index(f"{name}_kenmerk", kenmerk, "regio", *kenmerk.key, *more, unique=True, **otherwise)


def _of_client(name: str) -> sa.Index:
    return kenmerk_index(f"{name}_kenmerk_client", CLIENT[name])


def _changed(name: str) -> sa.Index:
    """An index of rows by the position at which each came or, if it did, went: for who reads what changed since."""
    return sa.Index(f"{name}_veranderd", sa.text("coalesce(pos_tot, pos_van)"))


def _of_levering(name: str) -> tuple[sa.Index, ...]:
    """What keeps its key unique, of which a part may be empty."""
    key: dict[str, Any] = {"unique": True, "postgresql_nulls_not_distinct": True}
    return (
        sa.Index(f"{name}_versie", "regio", *LEVERING_KEY, "pos_van", **key),
        _own(name, postgresql_nulls_not_distinct=True),
        _of_client(name),
    )


def _omvang() -> tuple[sa.Column[int], sa.Column[str], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("volume", sa.BigInteger),
        sa.Column("eenheid", sa.Text),
        sa.Column("frequentie", sa.Text),
        sa.Column("budget_cents", sa.BigInteger),
    )


def _voorlopig() -> sa.Column[bool]:
    """Whether it rests on a bericht that its receiver has still to answer."""
    return sa.Column("is_voorlopig", sa.Boolean, nullable=False, server_default=sa.false())


def _toewijzing() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("regio", sa.Text, primary_key=True),
        sa.Column("gemeente", sa.Text, primary_key=True),
        sa.Column("nummer", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("client", sa.LargeBinary, nullable=False),
        sa.Column("aanbieder", sa.Text, nullable=False),
        sa.Column("categorie", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("eerste_datum", sa.Date, nullable=False),
        sa.Column("eerste_tijd", sa.Time, nullable=False),
        sa.Column("toewijzingsdatum", sa.Date, nullable=False),
        sa.Column("toewijzingstijd", sa.Time, nullable=False),
        sa.Column("ingangsdatum", sa.Date, nullable=False),
        sa.Column("einddatum", sa.Date),
        sa.Column("reden_wijziging", sa.Text),
        sa.Column("referentie_aanbieder", sa.Text),
        *_omvang(),
        sa.Column("ontvangen_op", sa.Date),
        sa.Column("eerste_referentie", sa.Text),
        sa.Column("eerste_referentie_datum", sa.Date),
        sa.Column("eerste_referentie_tijd", sa.Time),
        _voorlopig(),
        *_from_until(),
        sa.CheckConstraint("einddatum >= ingangsdatum", name="einde_na_begin"),
    )


toewijzing = sa.Table(
    "toewijzing",
    metadata,
    *_toewijzing(),
    _changed("toewijzing"),
    sa.Index("toewijzing_voorlopig", "regio", "client", postgresql_where=sa.text("is_voorlopig")),
    _own("toewijzing"),
    _of_client("toewijzing"),
)


def _levering() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("regio", sa.Text, nullable=False),
        sa.Column("client", sa.LargeBinary, nullable=False),
        sa.Column("gemeente", sa.Text, nullable=False),
        sa.Column("aanbieder", sa.Text, nullable=False),
        sa.Column("toewijzing_nummer", sa.BigInteger),
        sa.Column("categorie", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("begindatum", sa.Date, nullable=False),
        sa.Column("toewijzing_ingangsdatum", sa.Date),
        sa.Column("tijdelijk_einde", sa.Date),
        sa.Column("einde", sa.Date),
        sa.Column("reden", sa.Text),
        sa.Column("is_verwijderd", sa.Boolean, nullable=False),
        sa.Column("gemeld_op", sa.Date),
        sa.Column("tijdelijk_gemeld_op", sa.Date),
        sa.Column("einde_gemeld_op", sa.Date),
        _voorlopig(),
        *_from_until(in_key=False),
        sa.CheckConstraint("einde >= begindatum", name="einde_na_begin"),
        sa.CheckConstraint("tijdelijk_einde >= begindatum", name="tijdelijk_einde_na_begin"),
    )


levering = sa.Table(
    "levering",
    metadata,
    *_levering(),
    _changed("levering"),
    sa.Index("levering_voorlopig", "regio", "client", postgresql_where=sa.text("is_voorlopig")),
    *_of_levering("levering"),
)


def _verzoek() -> tuple[SchemaItem, ...]:
    return (
        sa.Column("regio", sa.Text, primary_key=True),
        sa.Column("aanbieder", sa.Text, primary_key=True),
        sa.Column("referentie", sa.Text, primary_key=True),
        sa.Column("gemeente", sa.Text, nullable=False),
        sa.Column("client", sa.LargeBinary, nullable=False),
        sa.Column("dagtekening", sa.Date, nullable=False),
        sa.Column("ontvangen_op", sa.Date, nullable=False),
        sa.Column("categorie", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("ingangsdatum", sa.Date, nullable=False),
        sa.Column("einddatum", sa.Date),
        *_omvang(),
        sa.Column("verwijzer", sa.Text),
        sa.Column("in_onderzoek_op", sa.Date),
        sa.Column("afgewezen_op", sa.Date),
        sa.Column("reden_afwijzing", sa.Text),
        sa.Column("gemeente_woonplaats", sa.Text),
        sa.Column("toegewezen_op", sa.Date),
        sa.Column("is_wijziging", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("reden_verzoek", sa.Text),
        _voorlopig(),
        *_from_until(),
        sa.CheckConstraint("einddatum >= ingangsdatum", name="einde_na_begin"),
    )


verzoek = sa.Table(
    "verzoek",
    metadata,
    *_verzoek(),
    _changed("verzoek"),
    sa.Index("verzoek_voorlopig", "regio", "client", postgresql_where=sa.text("is_voorlopig")),
    _own("verzoek"),
    _of_client("verzoek"),
)

wijzigingsdeel = sa.Table(
    "wijzigingsdeel",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("aanbieder", sa.Text, primary_key=True),
    sa.Column("referentie", sa.Text, primary_key=True),
    sa.Column("volgnr", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("soort", sa.Text, nullable=False),
    sa.Column("toewijzing_nummer", sa.BigInteger),
    sa.Column("categorie", sa.Text),
    sa.Column("code", sa.Text),
    sa.Column("ingangsdatum", sa.Date),
    sa.Column("einddatum", sa.Date),
    *_omvang(),
    sa.Column("is_toegewezen", sa.Boolean, nullable=False, server_default=sa.false()),
    *_from_until(),
    sa.CheckConstraint("soort IN ('ongewijzigd', 'te wijzigen', 'nieuw')", name="soort"),
    _changed("wijzigingsdeel"),
    _own("wijzigingsdeel"),
    kenmerk_index("wijzigingsdeel_kenmerk_verzoek", PARTS_OF_VERZOEK),
)

declaratie = sa.Table(
    "declaratie",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("aanbieder", sa.Text, primary_key=True),
    sa.Column("nummer", sa.Text, primary_key=True),
    sa.Column("gemeente", sa.Text, nullable=False),
    sa.Column("identificatie", sa.Text, nullable=False),
    sa.Column("dagtekening", sa.Date, nullable=False),
    sa.Column("periode_begin", sa.Date, nullable=False),
    sa.Column("periode_eind", sa.Date, nullable=False),
    sa.Column("totaal_cents", sa.BigInteger, nullable=False),
    sa.Column("xsd_versie", sa.Text, nullable=False),
    sa.Column("ontvangen_op", sa.Date, nullable=False),
    sa.Column("beantwoord_op", sa.Date),
    sa.Column("toegekend_cents", sa.BigInteger),
    sa.Column("is_verworpen", sa.Boolean, nullable=False),
    sa.Column("is_betwist", sa.Boolean, nullable=False, server_default=sa.false()),
    *_from_until(),
    _changed("declaratie"),
    _own("declaratie"),
    kenmerk_index("declaratie_kenmerk_reeks", SERIES, "periode_begin"),
)

prestatie = sa.Table(
    "prestatie",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
    sa.Column("aanbieder", sa.Text, primary_key=True),
    sa.Column("referentie", sa.Text, primary_key=True),
    sa.Column("gemeente", sa.Text, nullable=False),
    sa.Column("client", sa.LargeBinary, nullable=False),
    sa.Column("declaratie_nummer", sa.Text, nullable=False),
    sa.Column("toewijzing_nummer", sa.BigInteger, nullable=False),
    sa.Column("categorie", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("begindatum", sa.Date, nullable=False),
    sa.Column("einddatum", sa.Date, nullable=False),
    sa.Column("volume", sa.BigInteger, nullable=False),
    sa.Column("eenheid", sa.Text, nullable=False),
    sa.Column("tarief_cents", sa.BigInteger),
    sa.Column("bedrag_cents", sa.BigInteger, nullable=False),
    sa.Column("is_credit", sa.Boolean, nullable=False),
    sa.Column("vorig_referentie", sa.Text),
    sa.Column("uitslag", sa.Text, nullable=False),
    sa.Column("is_gecrediteerd", sa.Boolean, nullable=False),
    sa.Column("is_betwist", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("dubbel_in", sa.Text, primary_key=True, server_default=""),
    *_from_until(),
    sa.CheckConstraint("einddatum >= begindatum", name="einde_na_begin"),
    sa.CheckConstraint("uitslag IN ('ingediend', 'goedgekeurd', 'afgewezen', 'verworpen')", name="uitslag"),
    _changed("prestatie"),
    _own("prestatie", "dubbel_in"),
    kenmerk_index("prestatie_kenmerk_toewijzing", ON_TOEWIJZING),
    kenmerk_index("prestatie_kenmerk_declaratie", IN_DECLARATIE),
)


def _confirmed(name: str, columns: tuple[SchemaItem, ...], *keys: sa.Index) -> sa.Table:
    """What a row that is voorlopig would be without what waits for an answer; of others the row itself says it."""
    return sa.Table(name, metadata, *columns, *keys, _changed(name))


toewijzing_confirmed = _confirmed(
    "toewijzing_bevestigd", _toewijzing(), _own("toewijzing_bevestigd"), _of_client("toewijzing_bevestigd")
)
levering_confirmed = _confirmed("levering_bevestigd", _levering(), *_of_levering("levering_bevestigd"))
verzoek_confirmed = _confirmed(
    "verzoek_bevestigd", _verzoek(), _own("verzoek_bevestigd"), _of_client("verzoek_bevestigd")
)

# Regions of which a migration changed what gebeurtenissen add up to; a rebuild takes them out.
to_rebuild = sa.Table(
    "te_herbouwen",
    metadata,
    sa.Column("regio", sa.Text, primary_key=True),
)
