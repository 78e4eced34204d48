# SPDX-License-Identifier: EUPL-1.2
"""From RedenBeeindiging (JZ588) to the reason that CBS counts (informatieprotocol Beleidsinformatie Jeugd, v7)."""

ADMINISTRATIEF = "administratief"
"""Ended on paper: no reason for CBS, and never uitval."""

# CBS: 01 according to plan; 02 to 05 early: 02 agreed, 03 by the client, 04 by the aanbieder, 05 by circumstances.
_NAAR_CBS: dict[str, str] = {
    "02": "05",
    "31": "01",
    "32": "03",
    "33": "04",
    "34": "02",
    "35": "05",
    "36": ADMINISTRATIEF,
    "37": ADMINISTRATIEF,
    # CBS counts a change of aanbieder as 03 only when the client chose it himself, which the code does not say.
    "38": "02",
    "39": "01",
}


def cbs_reden(reden: str | None) -> str | None:
    """The CBS reason; ADMINISTRATIEF for 36 and 37; None for what is not known (20 ends nothing)."""
    return _NAAR_CBS.get(reden or "")
