# SPDX-License-Identifier: EUPL-1.2
"""The request that a toewijzing goes back to, whatever its later versions refer to."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# Of the versions that came before a row ceased to be true, and that nobody undid: the earliest with a reference.
_VUL = """
update toewijzing t set eerste_referentie = v.referentie, eerste_referentie_datum = v.datum,
  eerste_referentie_tijd = v.tijd
from (
  select distinct on (r.regio, r.gemeente, r.nummer, r.pos_van) r.regio, r.gemeente, r.nummer, r.pos_van,
    g.inhoud->>'referentie_aanbieder' as referentie, (g.inhoud->>'toewijzingsdatum')::date as datum,
    (g.inhoud->>'toewijzingstijd')::time as tijd
  from toewijzing r
  join gebeurtenis g on g.soort = 'ToewijzingVastgesteld' and g.regio = r.regio and g.gemeente = r.gemeente
    and (g.inhoud->>'nummer')::bigint = r.nummer and g.inhoud ? 'referentie_aanbieder'
    and (r.pos_tot is null or g.positie < r.pos_tot)
  where not exists (
    select from gebeurtenis a
    where a.soort = 'BerichtBeantwoord' and a.regio = g.regio and (a.inhoud->>'heen_id')::uuid = g.bericht_id
      and not (a.inhoud->>'is_goedgekeurd')::boolean and (g.inhoud->>'is_voorlopig')::boolean
      and (r.pos_tot is null or a.positie < r.pos_tot))
  order by r.regio, r.gemeente, r.nummer, r.pos_van, datum, tijd, g.positie desc
) v
where t.regio = v.regio and t.gemeente = v.gemeente and t.nummer = v.nummer and t.pos_van = v.pos_van"""


def upgrade() -> None:
    """Three columns, filled from the ledger.

    A version that came late may count in a row from before it came; `berichtenverkeer rebuild` makes that exact.
    """
    op.add_column("toewijzing", sa.Column("eerste_referentie", sa.Text()))
    op.add_column("toewijzing", sa.Column("eerste_referentie_datum", sa.Date()))
    op.add_column("toewijzing", sa.Column("eerste_referentie_tijd", sa.Time()))
    op.execute(_VUL)
