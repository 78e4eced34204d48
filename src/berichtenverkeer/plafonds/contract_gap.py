# SPDX-License-Identifier: EUPL-1.2
"""Why an aanbieder has no contract for what is asked, where the register knows of contracts between the two (6.3)."""

from collections.abc import Iterator
from datetime import date

from berichtenverkeer.core.clock import in_words
from berichtenverkeer.ledger.gebeurtenissen.care import ToewijzingVastgesteld, VerzoekOntvangen, WijzigingVerzocht
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.register.rows import Contract


def gaps(
    gebeurtenis: VerzoekOntvangen | WijzigingVerzocht | ToewijzingVastgesteld, money: MoneyRegister
) -> Iterator[str]:
    """In Dutch, for each product that a bericht asks or assigns for which no contract holds on its Ingangsdatum."""
    if isinstance(gebeurtenis, WijzigingVerzocht):
        new = [part for part in gebeurtenis.delen if part.soort == "nieuw"]
        care = [(part.product, part.ingangsdatum or gebeurtenis.dagtekening) for part in new]
    else:
        care = [(gebeurtenis.product, gebeurtenis.ingangsdatum)]
    for product, op in care:
        where = gebeurtenis.aanbieder, gebeurtenis.gemeente
        if (reason := why_none(money, *where, product.categorie, product.code, op)) is not None:
            yield reason


def why_none(
    money: MoneyRegister, aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date
) -> str | None:
    """The reason; None when a contract holds on that day, or the register knows of none between the two."""
    register = money.register
    takes_part = register.is_in_regio(gemeente, op)
    between = [
        one for one in money.contracten(aanbieder) if one.gemeente == gemeente or (not one.gemeente and takes_part)
    ]
    about = [one for one in between if _is_about(one, categorie, code)]
    valid = [one for one in about if one.is_valid(op)]
    if not between or any(one.gemeente or register.takes_part(gemeente, one, op) for one in valid):
        return None
    if valid:
        return "De gemeente doet niet mee in het segment van dit product, en heeft er zelf geen contract voor."
    ends = [one.geldig_tot for one in about if one.geldig_tot is not None and one.geldig_tot < op]
    begins = [one.geldig_van for one in about if one.geldig_van > op]
    if ends:
        again = f", en begint weer op {in_words(min(begins))}" if begins else ""
        ended = f"Het contract voor dit product liep tot en met {in_words(max(ends))}{again}"
        return f"{ended}; de zorg gaat in op {in_words(op)}."
    if begins:
        return (
            f"Het contract voor dit product begint pas op {in_words(min(begins))}; de zorg gaat in op {in_words(op)}."
        )
    return "De aanbieder heeft contracten voor deze gemeente, maar niet voor dit product."


def _is_about(contract: Contract, categorie: str | None, code: str | None) -> bool:
    if categorie is None or contract.categorie != categorie:
        return categorie is None
    return code is None or contract.code in ("", code)
