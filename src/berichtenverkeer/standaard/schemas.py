# SPDX-License-Identifier: EUPL-1.2
"""The schemas of a release, loaded when first asked for: by lxml for the verdict, by xmlschema for the explanation."""

import threading

import xmlschema
from lxml import etree

from berichtenverkeer.standaard.berichtsoorten import Berichtsoort

_eigen = threading.local()
_slot = threading.Lock()
_uitleggers: dict[Berichtsoort, xmlschema.XMLSchema] = {}


def xsd(soort: Berichtsoort) -> etree.XMLSchema:
    """The lxml schema of a berichtsoort, this thread's own: its error log is not safe to share (findings.md D)."""
    schemas: dict[Berichtsoort, etree.XMLSchema] = _eigen.__dict__.setdefault("schemas", {})
    if soort not in schemas:
        schemas[soort] = etree.XMLSchema(etree.parse(str(soort.schemabestand)))
    return schemas[soort]


def uitlegger(soort: Berichtsoort) -> xmlschema.XMLSchema:
    """The xmlschema schema of a berichtsoort, shared by all threads; loading takes about 0.25 s and happens once."""
    with _slot:
        if soort not in _uitleggers:
            _uitleggers[soort] = xmlschema.XMLSchema(str(soort.schemabestand), allow="local")
        return _uitleggers[soort]
