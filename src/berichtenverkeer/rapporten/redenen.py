# SPDX-License-Identifier: EUPL-1.2
"""From RedenBeeindiging (JZ588) to the reason that CBS counts (informatieprotocol Beleidsinformatie Jeugd, v7)."""

from berichtenverkeer.standaard.codes import RedenBeeindiging

ADMINISTRATIEF = "administratief"
"""Ended on paper: no reason for CBS, and never uitval."""

CBS: dict[str, str] = {
    "01": "volgens plan",
    "02": "eerder, in overleg",
    "03": "eerder, door de cliënt",
    "04": "eerder, door de aanbieder",
    "05": "eerder, door iets van buiten",
}
"""What each reason of CBS says."""

UITVAL = frozenset({"02", "03", "04", "05"})
"""Those that say that care did not end as planned (requirements 3.13)."""

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
