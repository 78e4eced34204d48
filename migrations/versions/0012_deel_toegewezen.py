# SPDX-License-Identifier: EUPL-1.2
"""Which products of a JW317 carried its reference, whatever their later versions carry (TR379)."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_COLUMNS = (
    "regio, aanbieder, referentie, volgnr, soort, toewijzing_nummer, categorie, code, ingangsdatum, einddatum, volume,"
    " eenheid, frequentie, budget_cents"
)
# The position of the first version that carried the reference, where nobody undid it afterwards.
_EERSTE = """
create temporary table eerste on commit drop as
select d.regio, d.aanbieder, d.referentie, d.volgnr, d.pos_van, min(g.positie) as positie
from wijzigingsdeel d
join gebeurtenis g on g.regio = d.regio and g.soort = 'ToewijzingVastgesteld' and g.aanbieder = d.aanbieder
  and g.inhoud->>'referentie_aanbieder' = d.referentie and (g.inhoud->>'nummer')::bigint = d.toewijzing_nummer
  and g.positie > d.pos_van and (d.pos_tot is null or g.positie < d.pos_tot)
join verzoek v on v.regio = d.regio and v.aanbieder = d.aanbieder and v.referentie = d.referentie
  and v.gemeente = g.gemeente and v.client = g.client and g.positie > v.pos_van
  and (v.pos_tot is null or g.positie <= v.pos_tot)
where not exists (
  select from gebeurtenis a
  where a.soort = 'BerichtBeantwoord' and a.regio = g.regio and (a.inhoud->>'heen_id')::uuid = g.bericht_id
    and not (a.inhoud->>'is_goedgekeurd')::boolean and (g.inhoud->>'is_voorlopig')::boolean)
group by 1, 2, 3, 4, 5"""


_VUL = (
    _EERSTE,
    f"create temporary table vervolg on commit drop as select {_COLUMNS}, positie, pos_tot"
    " from wijzigingsdeel join eerste using (regio, aanbieder, referentie, volgnr, pos_van)",
    "update wijzigingsdeel d set pos_tot = e.positie from eerste e where d.regio = e.regio"
    " and d.aanbieder = e.aanbieder and d.referentie = e.referentie and d.volgnr = e.volgnr and d.pos_van = e.pos_van",
    f"insert into wijzigingsdeel ({_COLUMNS}, pos_van, pos_tot, is_toegewezen)"
    f" select {_COLUMNS}, positie, pos_tot, true from vervolg",
)
"""A row that carried it ends there and goes on as one that did."""


def upgrade() -> None:
    """One column, filled from the ledger."""
    op.add_column(
        "wijzigingsdeel", sa.Column("is_toegewezen", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    for step in _VUL:
        op.execute(step)
