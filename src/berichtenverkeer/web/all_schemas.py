# SPDX-License-Identifier: EUPL-1.2
"""All shapes that the description of the API has, wherever they are told."""

from berichtenverkeer.web.alternatief_schemas import ALTERNATIEF_SCHEMAS
from berichtenverkeer.web.amount_schemas import AMOUNT_SCHEMAS
from berichtenverkeer.web.derived_schemas import DERIVED_SCHEMAS
from berichtenverkeer.web.prognose_schemas import PROGNOSE_SCHEMAS
from berichtenverkeer.web.report_set_paths import SET_SCHEMAS
from berichtenverkeer.web.report_shapes import report_shapes
from berichtenverkeer.web.room_schemas import ROOM_SCHEMAS
from berichtenverkeer.web.schemas import SCHEMAS
from berichtenverkeer.web.signal_schemas import SIGNAL_SCHEMAS
from berichtenverkeer.web.stop_schemas import STOP_SCHEMAS
from berichtenverkeer.web.tenzij_schemas import TENZIJ_SCHEMAS
from berichtenverkeer.web.why_schemas import WHY_SCHEMAS

ALL_SCHEMAS = (
    SCHEMAS
    | DERIVED_SCHEMAS
    | PROGNOSE_SCHEMAS
    | AMOUNT_SCHEMAS
    | STOP_SCHEMAS
    | ALTERNATIEF_SCHEMAS
    | SIGNAL_SCHEMAS
    | TENZIJ_SCHEMAS
    | ROOM_SCHEMAS
    | SET_SCHEMAS
    | WHY_SCHEMAS
    | report_shapes()
)
"""By name, as `refer` points to them."""
