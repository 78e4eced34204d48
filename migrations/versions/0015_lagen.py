# SPDX-License-Identifier: EUPL-1.2
"""What is confirmed beneath a row that is voorlopig has tables of its own (decision 099).

A prestatie whose reference is another's stands beside it until it is answered; its declaratie is part of its key. What
voorlopige berichten add up to changed: the state of regions that have any is built anew after this.
"""

import sqlalchemy as sa
from alembic import op

from berichtenverkeer.core import rights

revision = "0015"
down_revision = "0014"

_KEYS = {
    "toewijzing": ("gemeente", "nummer"),
    "levering": ("client", "sleutel"),
    "verzoek": ("aanbieder", "referentie"),
}
_GRENZEN = {
    "toewijzing": {"einde_na_begin": "einddatum >= ingangsdatum"},
    "levering": {
        "einde_na_begin": "einde >= begindatum",
        "tijdelijk_einde_na_begin": "tijdelijk_einde >= begindatum",
    },
    "verzoek": {"einde_na_begin": "einddatum >= ingangsdatum"},
}


def upgrade() -> None:
    """Tables like those of the rows that lie above them."""
    for above, key in _KEYS.items():
        name = f"{above}_bevestigd"
        op.execute(f"CREATE TABLE {name} (LIKE {above} INCLUDING DEFAULTS)")
        op.create_primary_key(f"pk_{name}", name, ["regio", *key, "pos_van"])
        for bound, voorwaarde in _GRENZEN[above].items():
            op.create_check_constraint(op.f(f"ck_{name}_{bound}"), name, voorwaarde)
        is_open = sa.text("pos_tot IS NULL")
        op.create_index(f"{name}_actueel", name, ["regio", *key], unique=True, postgresql_where=is_open)
        op.create_index(f"{name}_client", name, ["client", "regio"], postgresql_where=is_open)
        rights.complete(name)
        op.create_index(f"{above}_voorlopig", above, ["regio", "client"], postgresql_where=sa.text("is_voorlopig"))
    op.add_column("declaratie", _nee("is_betwist"))
    op.add_column("prestatie", _nee("is_betwist"))
    op.add_column("prestatie", sa.Column("dubbel_in", sa.Text, nullable=False, server_default=""))
    op.drop_constraint("pk_prestatie", "prestatie")
    op.create_primary_key("pk_prestatie", "prestatie", ["regio", "aanbieder", "referentie", "pos_van", "dubbel_in"])
    op.drop_index("prestatie_actueel", "prestatie")
    op.create_index(
        "prestatie_actueel",
        "prestatie",
        ["referentie", "aanbieder", "regio", "dubbel_in"],
        unique=True,
        postgresql_where=is_open,
    )
    # Of indexes that seem as good on a young table the newest is taken: these must be newer than the key, which begins
    # with the region, or a look at some toewijzingen reads all prestaties for each.
    for name, first in (
        ("toewijzing", ("toewijzing_nummer", "gemeente")),
        ("declaratie", ("declaratie_nummer", "aanbieder")),
    ):
        op.drop_index(f"prestatie_{name}", "prestatie")
        op.create_index(f"prestatie_{name}", "prestatie", [*first, "regio"], postgresql_where=is_open)
    op.drop_constraint(op.f("ck_claim_vervalt"), "claim")
    op.create_check_constraint(op.f("ck_claim_vervalt"), "claim", "soort <> 'gereserveerd' OR vervalt_op IS NOT NULL")
    op.execute(_VERVALT_OP)
    op.create_table("te_herbouwen", sa.Column("regio", sa.Text, nullable=False), sa.PrimaryKeyConstraint("regio"))
    rights.complete("te_herbouwen")
    op.execute("INSERT INTO te_herbouwen SELECT DISTINCT regio FROM bericht WHERE oordeel = 'voorlopig'")


_VERVALT_OP = """
    WITH besluit AS (
      SELECT regio, inhoud->>'claim' AS claim, positie, (inhoud->>'vervalt_op')::date AS op
      FROM gebeurtenis WHERE soort = 'PlafondBesloten' AND inhoud ? 'vervalt_op'
    ), onderzoek AS (
      SELECT regio, 'verzoek/' || (inhoud->>'aanbieder') || '/' || (inhoud->>'referentie') AS claim,
        min((inhoud->>'ontvangen_op')::date) AS op
      FROM gebeurtenis WHERE soort = 'VerzoekInOnderzoek' GROUP BY 1, 2
    ), verviel AS (
      SELECT regio, inhoud->>'claim' AS claim, max(positie) AS positie
      FROM gebeurtenis WHERE soort = 'ReserveringVervallen' GROUP BY 1, 2
    )
    UPDATE claim c SET vervalt_op = coalesce(o.op + 56, b.op)
    FROM besluit b LEFT JOIN onderzoek o USING (regio, claim) LEFT JOIN verviel v USING (regio, claim)
    WHERE c.regio = b.regio AND c.claim = b.claim AND c.sinds = b.positie AND c.soort = 'geen'
      AND coalesce(v.positie < b.positie, true)
"""
"""A reservation that is given back keeps the day on which it would have lapsed: undoing can bring it back."""


def _nee(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
