# SPDX-License-Identifier: EUPL-1.2
"""The schemas of a release, loaded when first asked for: by lxml for the verdict, by xmlschema for the explanation."""

import threading
from typing import TYPE_CHECKING

from lxml import etree

from berichtenverkeer.standaard.berichtsoorten import Berichtsoort

if TYPE_CHECKING:
    import xmlschema

_own = threading.local()
_lock = threading.Lock()
_explainers: dict[Berichtsoort, "xmlschema.XMLSchema"] = {}


def xsd(soort: Berichtsoort) -> etree.XMLSchema:
    """The lxml schema of a berichtsoort, this thread's own: its error log is not safe to share (findings.md D)."""
    schemas: dict[Berichtsoort, etree.XMLSchema] = _own.__dict__.setdefault("schemas", {})
    if soort not in schemas:
        schemas[soort] = etree.XMLSchema(etree.parse(str(soort.schema_file)))
    return schemas[soort]


def explainer(soort: Berichtsoort) -> "xmlschema.XMLSchema":
    """The xmlschema schema of a berichtsoort, shared by all threads; loading takes about 0.5 s and happens once."""
    import xmlschema  # half of that: not for who explains nothing

    with _lock:
        if soort not in _explainers:
            _explainers[soort] = xmlschema.XMLSchema(str(soort.schema_file), allow="local")
        return _explainers[soort]
