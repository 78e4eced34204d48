# SPDX-License-Identifier: EUPL-1.2
"""From RedenBeeindiging (JZ588) to the reason that CBS counts (informatieprotocol Beleidsinformatie Jeugd, v7)."""

from berichtenverkeer.standaard.codes import RedenBeeindiging

ADMINISTRATIEF = "administratief"
"""Ended on paper: no reason for CBS, and never uitval."""

# 01 according to plan; 02 to 05 early: 02 agreed, 03 by the client, 04 by the aanbieder, 05 by circumstances.
TO_CBS: dict[str, str] = {
    RedenBeeindiging.OVERLIJDEN: "05",
    RedenBeeindiging.VOLGENS_PLAN: "01",
    RedenBeeindiging.DOOR_CLIENT: "03",
    RedenBeeindiging.DOOR_AANBIEDER: "04",
    RedenBeeindiging.IN_OVERLEG: "02",
    RedenBeeindiging.DOOR_OORZAAK_VAN_BUITEN: "05",
    RedenBeeindiging.DOOR_GEMEENTE: ADMINISTRATIEF,
    RedenBeeindiging.DOOR_WIJZIGINGSVERZOEK: ADMINISTRATIEF,
    # CBS counts a change of aanbieder as 03 only when the client chose it himself, which the code does not say.
    RedenBeeindiging.OVERSTAP: "02",
    RedenBeeindiging.ANDER_DOMEIN: "01",
}
