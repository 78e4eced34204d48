# SPDX-License-Identifier: EUPL-1.2
"""What happens to declaraties."""

from datetime import date
from typing import Literal

from berichtenverkeer.ledger.gebeurtenissen.care import Product
from berichtenverkeer.ledger.gebeurtenissen.declaration import OF_BERICHT, Declared, Touched

Verdict = Literal["ingediend", "goedgekeurd", "afgewezen"]
"""What became of a prestatie."""


class DeclaratieIngediend(Declared, frozen=True, kw_only=True):
    """A JW323 that is processed. `totaal_cents` is signed; `xsd_versie` as in its header (TR371)."""

    columns = OF_BERICHT

    aanbieder: str
    gemeente: str
    nummer: str
    identificatie: str
    dagtekening: date
    periode_begin: date
    periode_eind: date
    totaal_cents: int
    xsd_versie: str
    ontvangen_op: date
    is_betwist: bool = False

    def touches(self) -> Touched:
        return Touched(declaraties=frozenset({(self.aanbieder, self.nummer)}))


class PrestatieIngediend(Declared, frozen=True, kw_only=True):
    """One Prestatie of it. Amounts are never negative: `is_credit` gives the sign.

    `uitslag` is known at once when the gateway answers; otherwise the JW325 brings it. `is_betwist`: the gateway found
    something about it that its receiver, who answers himself, has to judge.
    """

    columns = OF_BERICHT

    client: bytes
    aanbieder: str
    gemeente: str
    referentie: str
    vorig_referentie: str | None = None
    declaratie_nummer: str
    toewijzing_nummer: int
    product: Product
    begindatum: date
    einddatum: date
    volume: int
    eenheid: str
    tarief_cents: int | None = None
    bedrag_cents: int
    is_credit: bool = False
    uitslag: Verdict = "ingediend"
    is_betwist: bool = False

    def touches(self) -> Touched:
        referenties = (self.referentie, self.vorig_referentie)
        return Touched(prestaties=frozenset((self.aanbieder, one) for one in referenties if one is not None))


class DeclaratieBeantwoord(Declared, frozen=True, kw_only=True):
    """A JW325. What it leaves out of a declaratie that it processed is approved (TR342, OP304).

    `identificatie` is that of the JW323; `afgewezen` are ReferentieNummers; `is_verworpen`: the declaratie as a whole
    counts as not sent (IV087).
    """

    columns = OF_BERICHT

    aanbieder: str
    gemeente: str
    identificatie: str
    toegekend_cents: int = 0
    ontvangen_op: date
    afgewezen: tuple[str, ...] = ()
    is_verworpen: bool = False

    def touches(self) -> Touched:
        return Touched(identificaties=frozenset({(self.aanbieder, self.gemeente, self.identificatie)}))


Declaratiegebeurtenis = DeclaratieIngediend | PrestatieIngediend | DeclaratieBeantwoord
