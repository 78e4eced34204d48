# SPDX-License-Identifier: EUPL-1.2
"""JW306 Start jeugdhulp retour: those of its classes that are other than in iJw 3.2."""

from datetime import date
from typing import ClassVar

from berichtenverkeer.berichten import jw306
from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from ijw_3_3.release import SOORTEN


class StartProduct(jw306.StartProduct, frozen=True, kw_only=True):
    toewijzing_nummer: int | None = None
    product: CDT_Product | None = None
    toewijzing_ingangsdatum: date | None = None
    begindatum: date
    vervolgzorg: str | None = None
    status_aanlevering: str
    retour_codes: jw306.RetourCodes


class StartProducten(jw306.StartProducten, frozen=True, kw_only=True):
    start_product: tuple[StartProduct, ...]


class Client(jw306.Client, frozen=True, kw_only=True):
    start_producten: StartProducten


class JW306(jw306.JW306, frozen=True, kw_only=True):
    """Het JW306-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = SOORTEN["JW306"]

    client: Client | None = None
