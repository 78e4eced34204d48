# SPDX-License-Identifier: EUPL-1.2
"""A finding says how serious it is, and a bericht what its findings mean for it (decision 108).

Until now that was read from the codes; here for the last time, by what they meant then. ALTER TABLE writes the table
anew: that is no UPDATE, which its triggers refuse. It takes as much disk space as the table has.
"""

from alembic import op

revision = "0017"
down_revision = "0016"

# ER-IS-MEER stands for what was cut off behind it: signals, when a signal was the last before it.
_MET_ERNST = """
    CREATE FUNCTION met_ernst(jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
      SELECT coalesce(jsonb_agg(een || jsonb_build_object('ernst', CASE
          WHEN een->>'code' LIKE 'SIGNAAL-%' OR een->>'code' = 'ER-IS-MEER' AND vorige LIKE 'SIGNAAL-%' THEN 'signaal'
          ELSE 'fout' END) ORDER BY plek), '[]')
      FROM (SELECT een, plek, lag(een->>'code') OVER (ORDER BY plek) AS vorige
            FROM jsonb_array_elements($1) WITH ORDINALITY e (een, plek)) f
    $$
"""
_FOUT = '$[*] ? (!(@.code starts with "SIGNAAL-") && @.code != "ER-IS-MEER")'
_ONBOEKBAAR = '$[*] ? (@.code == "SIGNAAL-NUMMER-BEZET" || @.niveau == "BERICHT" && !(@.code starts with "SIGNAAL-"))'
_COLUMNS = {
    "is_bezorgd": "oordeel <> 'afgekeurd' AND NOT bevindingen @> '[{\"code\": \"SIGNAAL-RETOUR-DUBBEL\"}]'",
    "is_boekbaar": f"NOT jsonb_path_exists(bevindingen, '{_ONBOEKBAAR}')",
    "is_betwist": f"oordeel = 'voorlopig' AND jsonb_path_exists(bevindingen, '{_FOUT}')",
}


def upgrade() -> None:
    """One function for the while, and one time through the table."""
    op.execute(_MET_ERNST)
    op.execute(f"ALTER TABLE bericht {', '.join(f'ADD COLUMN {name} boolean' for name in _COLUMNS)}")
    steps = [f"ALTER COLUMN {name} TYPE boolean USING {out}" for name, out in _COLUMNS.items()]
    steps += [f"ALTER COLUMN {name} SET NOT NULL" for name in _COLUMNS]
    steps += ["ALTER COLUMN bevindingen TYPE jsonb USING met_ernst(bevindingen)"]
    op.execute(f"ALTER TABLE bericht {', '.join(steps)}")
    op.execute("DROP FUNCTION met_ernst(jsonb)")
