# SPDX-License-Identifier: EUPL-1.2
"""The codes of the standard that the product acts on, each once, under a name. What they mean: `codelijsten`."""

VERZOEK_AFGEWEZEN = "1"
"""VerzoekAntwoord (WJ760)."""

PAST_NIET_BINNEN_BUDGET = "2"
"""RedenAfwijzingVerzoek (WJ759)."""
