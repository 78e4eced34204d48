# SPDX-License-Identifier: EUPL-1.2
"""Every code of our own, by where it arises. Importing the package imports every theme by name, and so fills
MELDINGEN."""

from berichtenverkeer.regels.meldingen import bestand, schema, signalen, traffic, transport, verzoek

THEMES = (transport, schema, bestand, verzoek, traffic, signalen)
"""Every module that declares codes; a test proves that none is left out."""

__all__ = ["THEMES"]
