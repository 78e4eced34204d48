# SPDX-License-Identifier: EUPL-1.2
"""A month by hand as a JW323: what was delivered, and what was declared before and is taken back (a credit)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from berichtenverkeer.berichten import JW301
from berichtenverkeer.gateway.care import Billable
from berichtenverkeer.projections.declaraties import Prestatie
from berichtenverkeer.standaard.codes import DebetCredit

_DAY = timedelta(days=1)


class Credit(msgspec.Struct, frozen=True):
    """A prestatie that was granted and can be taken back, once; `bericht` is the last JW301 about it, as of a Care."""

    prestatie: Prestatie
    bericht: JW301 | None

    @property
    def name(self) -> str:
        """Of its field in a form: filled in when it is taken back."""
        return f"credit-{self.prestatie.referentie}"


Line = Billable | Credit


class Month(msgspec.Struct, frozen=True):
    """What can be in a declaratie about a month to one gemeente.

    `period` is the first day of the month that the declaratie is then of: that of the last one when that is later
    (TR318, IV090).
    """

    lines: Sequence[Billable]
    credits: Sequence[Credit]
    period: date

    @property
    def names(self) -> list[str]:
        """Of all fields that can be filled in."""
        return [*(one.name for one in self.lines), *(one.name for one in self.credits)]

    def placed(self, filled: Mapping[str, str]) -> dict[str, Line]:
        """What was filled in, by its path in the bericht: that of one client together, each first what is taken back.

        `filled` has by the name of a field a volume, or anything for a credit.
        """
        taken: list[Line] = [one for one in self.credits if filled.get(one.name)]
        taken += (one for one in self.lines if filled.get(one.name, "").lstrip("0"))
        per_client: dict[str, list[Line]] = defaultdict(list)
        for one in taken:
            per_client[_bsn(one)].append(one)
        return {
            f"Declaratie/Clienten/Client[{client}]/Prestaties/Prestatie[{place}]": one
            for client, own in enumerate(per_client.values(), 1)
            for place, one in enumerate(own, 1)
        }


def declaratie_texts(
    placed: Mapping[str, Line], filled: Mapping[str, str], number: str, period: date, today: date
) -> dict[str, str]:
    """The content of a JW323 by path; `number` is its own, `period` the first day of its month."""
    last = (period + timedelta(days=32)).replace(day=1) - _DAY
    texts = {
        "Declaratie/DeclaratieNummer": number,
        "Declaratie/DeclaratiePeriode/Begindatum": period.isoformat(),
        "Declaratie/DeclaratiePeriode/Einddatum": last.isoformat(),
        "Declaratie/DeclaratieDagtekening": today.isoformat(),
    }
    for count, (place, one) in enumerate(placed.items(), 1):
        prestatie = _credit(one, number, count) if isinstance(one, Credit) else _debet(one, filled[one.name], number)
        texts |= {f"{place}/{path}": text for path, text in prestatie.items()}
        texts[f"{place.partition('/Prestaties')[0]}/Bsn"] = _bsn(one)
    total = sum(_cents(placed.values(), filled))
    return texts | {
        "Declaratie/TotaalIngediendBedrag/TotaalBedrag": str(abs(total)),
        "Declaratie/TotaalIngediendBedrag/DebetCredit": DebetCredit.CREDIT if total < 0 else DebetCredit.DEBET,
    }


def _cents(lines: Iterable[Line], filled: Mapping[str, str]) -> Iterable[int]:
    """What each adds to the total."""
    for one in lines:
        if isinstance(one, Credit):
            yield -one.prestatie.bedrag_cents
        elif _is_number(volume := filled[one.name]):
            yield one.cents(int(volume)) or 0


def _debet(one: Billable, volume: str, number: str) -> dict[str, str]:
    cents = one.cents(int(volume)) if _is_number(volume) else None
    return {
        "ProductReferentie/ReferentieNummer": f"{number[:8]}{one.nummer}"[:20],
        "ToewijzingNummer": str(one.nummer),
        "ProductCategorie": one.care.toewijzing.categorie or "",
        "ProductCode": one.code,
        "ProductPeriode/Begindatum": one.begin.isoformat(),
        "ProductPeriode/Einddatum": one.end.isoformat(),
        "GeleverdVolume": volume,
        "Eenheid": one.eenheid,
        "ProductTarief": "" if one.tarief_cents is None else str(one.tarief_cents),
        "IngediendBedrag/Bedrag": "" if cents is None else str(cents),
        "IngediendBedrag/DebetCredit": DebetCredit.DEBET,
    }


def _credit(one: Credit, number: str, count: int) -> dict[str, str]:
    """All as it was declared, but for its references (TR323): its own by `count`, for a toewijzing may have several."""
    row = one.prestatie
    return {
        "ProductReferentie/ReferentieNummer": f"{number[:8]}T{count}",
        "ProductReferentie/VorigReferentieNummer": row.referentie,
        "ToewijzingNummer": str(row.toewijzing_nummer),
        "ProductCategorie": row.categorie,
        "ProductCode": row.code,
        "ProductPeriode/Begindatum": row.begindatum.isoformat(),
        "ProductPeriode/Einddatum": row.einddatum.isoformat(),
        "GeleverdVolume": str(row.volume),
        "Eenheid": row.eenheid,
        "ProductTarief": "" if row.tarief_cents is None else str(row.tarief_cents),
        "IngediendBedrag/Bedrag": str(row.bedrag_cents),
        "IngediendBedrag/DebetCredit": DebetCredit.CREDIT,
    }


def _bsn(one: Line) -> str:
    bericht = one.bericht if isinstance(one, Credit) else one.care.bericht
    return bericht.client.bsn if bericht else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
