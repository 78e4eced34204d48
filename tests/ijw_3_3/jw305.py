# SPDX-License-Identifier: EUPL-1.2
"""JW305 Start jeugdhulp: those of its classes that are other than in iJw 3.2."""

from datetime import date
from typing import ClassVar

from berichtenverkeer.berichten import jw305
from berichtenverkeer.berichten.basisschema import CDT_Product
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from ijw_3_3.release import SOORTEN


class StartProduct(jw305.StartProduct, frozen=True, kw_only=True):
    toewijzing_nummer: int | None = None
    product: CDT_Product | None = None
    toewijzing_ingangsdatum: date | None = None
    begindatum: date
    vervolgzorg: str | None = None
    status_aanlevering: str


class StartProducten(jw305.StartProducten, frozen=True, kw_only=True):
    start_product: tuple[StartProduct, ...]


class Client(jw305.Client, frozen=True, kw_only=True):
    start_producten: StartProducten


class JW305(jw305.JW305, frozen=True, kw_only=True):
    """Het JW305-bericht."""

    berichtsoort: ClassVar[Berichtsoort] = SOORTEN["JW305"]

    client: Client
