# SPDX-License-Identifier: EUPL-1.2
"""The schemas of iJw 3.2, loaded when first asked for: by lxml for the verdict, by xmlschema for the explanation."""

import threading
from pathlib import Path

import xmlschema
from lxml import etree

from berichtenverkeer.core.bestanden import bestand
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN

_eigen = threading.local()
_slot = threading.Lock()
_uitleggers: dict[str, xmlschema.XMLSchema] = {}


def schemabestand(naam: str) -> Path:
    """The XSD of a berichtsoort (`JW305`). KeyError for a name that is none."""
    return bestand("schemas/ijw-3.2") / f"{BERICHTSOORTEN[naam].naam}.xsd"


def xsd(naam: str) -> etree.XMLSchema:
    """The lxml schema of a berichtsoort, this thread's own: its error log is not safe to share (findings.md D)."""
    schemas: dict[str, etree.XMLSchema] = _eigen.__dict__
    if naam not in schemas:
        schemas[naam] = etree.XMLSchema(etree.parse(str(schemabestand(naam))))
    return schemas[naam]


def uitlegger(naam: str) -> xmlschema.XMLSchema:
    """The xmlschema schema of a berichtsoort, shared by all threads; loading takes about 0.25 s and happens once."""
    with _slot:
        if naam not in _uitleggers:
            _uitleggers[naam] = xmlschema.XMLSchema(str(schemabestand(naam)), allow="local")
        return _uitleggers[naam]
