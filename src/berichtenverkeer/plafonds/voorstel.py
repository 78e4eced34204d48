# SPDX-License-Identifier: EUPL-1.2
"""The plafonds of a year worked out anew (definitions.md 6.1): from a norm, or by spreading an amount. Pure.

Both give rows of plafonds.csv and book nothing: what is proposed counts when it is loaded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from berichtenverkeer.plafonds.keys import PlafondKey
from berichtenverkeer.plafonds.money_register import MoneyRegister
from berichtenverkeer.plafonds.production import Produced
from berichtenverkeer.register.rows import Contract, Plafond
from berichtenverkeer.register.stand import RegisterStand


class Wijze(StrEnum):
    """How an amount is spread over plafonds."""

    GELIJK = "gelijk"
    """The same cents each; what the division leaves goes to the lowest AGB codes."""
    NAAR_RATO = "naar rato"
    """In proportion to the plafonds; what the division leaves goes to the largest remainders."""


class Herkomst(StrEnum):
    """Where the base of a plafond comes from."""

    REGISTER = "register"
    GROOTBOEK = "grootboek"
    STARTBUDGET = "startbudget"


class Change(msgspec.Struct, frozen=True):
    """The new row of one plafond, and what it then amounts to. `old_cents` is None for a plafond that is not there yet.

    `rest_cents` (0 or below): of an amount that takes away, what this plafond could not give.
    """

    row: Plafond
    old_cents: int | None
    new_cents: int
    herkomst: Herkomst | None = None
    rest_cents: int = 0

    @property
    def plafond(self) -> PlafondKey:
        """Whose row it is."""
        return key_of(self.row)


def key_of(row: Plafond) -> PlafondKey:
    """The key of a row of plafonds.csv."""
    return PlafondKey(row.aanbieder, row.jaar, row.perceel, row.segment)


def proposed(
    register: RegisterStand, production: Iterable[Produced], jaar: int, norm: Decimal, basisjaar: int
) -> list[Change]:
    """The plafonds of a year as norm times the approved `production` of `basisjaar`, by key.

    A base that the register gives for that year goes before what was produced. An aanbieder without either is new:
    norm times the startbudget. Who works without ceiling is left out; a plafond is of the whole aanbieder, unless he
    had percelen or segmenten before.
    """
    keys = _keys(register, jaar)
    given = {
        (row.aanbieder, row.perceel, row.segment): row.basis_cents
        for row in sorted(register.rows(Plafond), key=lambda row: row.jaar)
        if row.basisjaar == basisjaar and row.basis_cents is not None
    }
    produced = _per_plafond(register, production, keys)
    rows: dict[PlafondKey, tuple[Plafond, Herkomst]] = {}
    for key in keys:
        base = given.get((key.aanbieder, key.perceel, key.segment))
        herkomst = Herkomst.REGISTER
        if base is None and any(produced[one] for one in keys if one.aanbieder == key.aanbieder):
            base, herkomst = produced[key], Herkomst.GROOTBOEK
        if base is None:
            rows[key] = _row(key, norm=norm), Herkomst.STARTBUDGET
        else:
            rows[key] = _row(key, norm=norm, basisjaar=basisjaar, basis_cents=base), herkomst
    old, new = MoneyRegister(register).bedragen, _bedragen(register, [row for row, _ in rows.values()])
    return [Change(row, old.get(key), new[key], herkomst) for key, (row, herkomst) in rows.items()]


def spread(register: RegisterStand, jaar: int, cents: int, wijze: Wijze) -> list[Change]:
    """`cents`, which may be below zero, spread over all plafonds of a year, by key; none goes below zero."""
    bedragen = MoneyRegister(register).bedragen
    old = {key: bedragen[key] for key in sorted(bedragen) if key.jaar == jaar}
    is_in_proportion = wijze is Wijze.NAAR_RATO
    shares = in_proportion([*old.values()], abs(cents)) if is_in_proportion else _equal(len(old), abs(cents))
    changes = []
    for (key, now), share in zip(old.items(), shares, strict=True):
        new = now + (share if cents >= 0 else -share)
        changes.append(Change(_row(key, bedrag_cents=max(0, new)), now, max(0, new), rest_cents=min(0, new)))
    return changes


def with_norm(register: RegisterStand, jaar: int, norm: Decimal) -> list[Plafond]:
    """The rows of a year that rest on a norm, with another one and the base that they have."""
    own = [row for row in register.rows(Plafond) if row.jaar == jaar and row.norm is not None]
    return [msgspec.structs.replace(row, norm=norm) for row in own]


def replaced(register: RegisterStand, changes: Iterable[Change]) -> list[Plafond]:
    """All rows of plafonds.csv, with those that change in the place of what they were; by key."""
    rows = {key_of(row): row for row in register.rows(Plafond)}
    rows |= {change.plafond: change.row for change in changes}
    return [rows[key] for key in sorted(rows)]


def _row(key: PlafondKey, **amount: object) -> Plafond:
    year: dict[str, Any] = {"geldig_van": date(key.jaar, 1, 1), "geldig_tot": date(key.jaar, 12, 31)}
    return Plafond(**(msgspec.structs.asdict(key) | year | amount))


def _bedragen(register: RegisterStand, rows: Sequence[Plafond]) -> Mapping[PlafondKey, int]:
    """What these rows amount to beside the rest of the register."""
    content = register.content("")
    return MoneyRegister(RegisterStand({**content.rows, "plafonds": rows}, register.versie)).bedragen


def _keys(register: RegisterStand, jaar: int) -> list[PlafondKey]:
    """The plafonds that a year must have: for whom has one, or has a contract that is paid by what is delivered."""
    forms: dict[str, list[Plafond]] = defaultdict(list)
    for row in sorted(register.rows(Plafond), key=lambda row: row.jaar):
        if row.jaar <= jaar:
            if forms[row.aanbieder] and forms[row.aanbieder][0].jaar < row.jaar:
                forms[row.aanbieder].clear()
            forms[row.aanbieder].append(row)
    contracted = {
        contract.aanbieder
        for contract in register.rows(Contract)
        if contract.uitvoeringsvariant != "taakgericht"
        and contract.geldig_van.year <= jaar
        and (contract.geldig_tot is None or contract.geldig_tot.year >= jaar)
    }
    keys = [PlafondKey(aanbieder, jaar) for aanbieder in contracted - forms.keys()]
    for aanbieder, rows in forms.items():
        if aanbieder in contracted or rows[0].jaar == jaar:
            keys += [PlafondKey(aanbieder, jaar, row.perceel, row.segment) for row in rows if not row.zonder_plafond]
    return sorted(keys)


def _per_plafond(
    register: RegisterStand, production: Iterable[Produced], keys: Iterable[PlafondKey]
) -> dict[PlafondKey, int]:
    """What was produced under each plafond: by the product on its own day, for gemeenten of the region."""
    own: dict[str, list[PlafondKey]] = defaultdict(list)
    for key in keys:
        own[key.aanbieder].append(key)
    summed = {key: 0 for some in own.values() for key in some}
    for one in production:
        product, op = (one.categorie, one.code), one.begindatum
        if not register.is_in_regio(one.gemeente, op) or register.is_taakgericht(
            one.aanbieder, one.gemeente, *product, op
        ):
            continue
        row = register.product(*product, op)
        for key in own.get(one.aanbieder, ()):
            perceel, segment = (row.perceel, row.segment) if row else ("", "")
            if key.perceel in ("", perceel) and key.segment in ("", segment):
                summed[key] += one.cents
    return summed


def _equal(count: int, cents: int) -> list[int]:
    if not count:
        return []
    share, rest = divmod(cents, count)
    return [share + (number < rest) for number in range(count)]


def in_proportion(weights: Sequence[int], cents: int) -> list[int]:
    """`cents` (not below zero) by largest remainder; of equal ones the first goes first. Nothing without any weight."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [cents * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda number: -(cents * weights[number] % whole))
    for number in by_remainder[: cents - sum(shares)]:
        shares[number] += 1
    return shares
