# SPDX-License-Identifier: EUPL-1.2
"""What other rooms are given to read says the same as the fold."""

import re

from berichtenverkeer.core.sql import ROOMS
from berichtenverkeer.projections.toewijzingen import REDENEN_VERWIJDERD


def test_a_toewijzing_counts_as_never_sent_for_the_same_reasons() -> None:
    (redenen,) = re.findall(r"reden_wijziging in \(([^)]*)\)", (ROOMS / "projections/bekend.sql").read_text())
    assert set(re.findall(r"\w+", redenen)) == REDENEN_VERWIJDERD
