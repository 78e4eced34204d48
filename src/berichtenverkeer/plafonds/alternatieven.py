# SPDX-License-Identifier: EUPL-1.2
"""Where else the child can go when a verzoek does not fit (definitions.md 6.3): names only, never another's money."""

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.plafonds import store
from berichtenverkeer.plafonds.keys import PlafondKey, Rekening
from berichtenverkeer.plafonds.money_register import money_register
from berichtenverkeer.register.rows import Afmelding, Contract, Gemeente
from berichtenverkeer.register.stand import RegisterStand


class Alternatief(msgspec.Struct, frozen=True):
    """An aanbieder to turn to: its code and what it is called."""

    code: str
    naam: str


async def alternatieven(
    grootboek: Grootboek,
    register: RegisterStand,
    *,
    gemeente: str,
    categorie: str,
    code: str | None,
    op: date,
    except_for: str,
    stops: Collection[str] = (),
    waiting_days: Mapping[str, int] | None = None,
) -> list[Alternatief]:
    """Other aanbieders with the product (or its categorie) in the gebied of `gemeente`, with room, no stop.

    `except_for` is the aanbieder that was asked, `stops` the aanbieders with a cliëntenstop, `waiting_days` the days of
    waiting that are known per aanbieder: shortest first, who has the very product before who has the categorie, then by
    name. Room: something is VRIJ in every plafond that the product counts under in the year of `op`, or there is no
    ceiling; where the plafond is not known nobody can promise room.
    """
    candidates = {
        contract.aanbieder: contract.code == code
        for contract in sorted(_contracten(register, gemeente, categorie, op), key=lambda one: one.code == code)
        if contract.aanbieder != except_for and contract.aanbieder not in stops
    }
    saldi = await store.read_saldi(grootboek, candidates)
    free = {saldo.plafond: saldo.stand(Rekening.VRIJ) for saldo in saldi}
    found = []
    for aanbieder, has_product in candidates.items():
        partij = register.partij(aanbieder, op)
        if partij is not None and _has_room(register, aanbieder, gemeente, categorie, code, op, free):
            found.append(((waiting_days or {}).get(aanbieder, 10**6), not has_product, partij.naam, aanbieder))
    return [Alternatief(code, name) for *_, name, code in sorted(found)]


def _contracten(register: RegisterStand, gemeente: str, categorie: str, op: date) -> list[Contract]:
    """The contracts of that day for the categorie in the same gebied, or with the whole region."""
    gebied_of = {row.gemeente: row.gebied for row in register.rows(Gemeente) if row.is_valid(op)}
    gebied = gebied_of.get(gemeente)
    neighbours = {one for one, where in gebied_of.items() if where == gebied} | {gemeente}
    afgemeld = {row.segment for row in register.rows(Afmelding) if row.gemeente == gemeente and row.is_valid(op)}
    found = []
    for contract in register.rows(Contract):
        if contract.categorie != categorie or not contract.is_valid(op):
            continue
        product = register.product(categorie, contract.code, op)
        takes_part = gebied is not None and (product is None or product.segment not in afgemeld)
        if contract.gemeente in neighbours or (not contract.gemeente and takes_part):
            found.append(contract)
    return found


def _has_room(
    register: RegisterStand,
    aanbieder: str,
    gemeente: str,
    categorie: str,
    code: str | None,
    op: date,
    free: Mapping[PlafondKey, int],
) -> bool:
    if register.is_taakgericht(aanbieder, gemeente, categorie, code, op):
        return True
    coverage = money_register(register).coverage(aanbieder, op.year, categorie, code, op)
    return coverage is not None and all(free.get(key, 0) > 0 for key in coverage)
