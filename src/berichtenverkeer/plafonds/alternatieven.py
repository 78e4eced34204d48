# SPDX-License-Identifier: EUPL-1.2
"""Where else the child can go when a verzoek does not fit (definitions.md 6.3): names only, never another's money."""

from collections.abc import Collection, Mapping
from datetime import date

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.plafonds import opslag
from berichtenverkeer.plafonds.geldregister import geldregister
from berichtenverkeer.plafonds.sleutels import PlafondSleutel, Rekening
from berichtenverkeer.register.rijen import Afmelding, Contract, Gemeente
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
    behalve: str,
    stops: Collection[str] = (),
    wachttijd: Mapping[str, int] | None = None,
) -> list[Alternatief]:
    """Other aanbieders with the product (or its categorie) in the gebied of `gemeente`, with room, no stop.

    `behalve` is the aanbieder that was asked, `stops` the aanbieders with a cliëntenstop, `wachttijd` the days of
    waiting that are known per aanbieder: shortest first, who has the very product before who has the categorie, then by
    name. Room: something is VRIJ in every plafond that the product counts under in the year of `op`, or there is no
    ceiling; where the plafond is not known nobody can promise room.
    """
    kandidaten = {
        contract.aanbieder: contract.code == code
        for contract in sorted(_contracten(register, gemeente, categorie, op), key=lambda een: een.code == code)
        if contract.aanbieder != behalve and contract.aanbieder not in stops
    }
    saldi = await opslag.lees_saldi(grootboek, kandidaten)
    vrij = {saldo.sleutel: saldo.stand(Rekening.VRIJ) for saldo in saldi}
    gevonden = []
    for aanbieder, heeft_product in kandidaten.items():
        partij = register.partij(aanbieder, op)
        if partij is not None and _heeft_ruimte(register, aanbieder, gemeente, categorie, code, op, vrij):
            gevonden.append(((wachttijd or {}).get(aanbieder, 10**6), not heeft_product, partij.naam, aanbieder))
    return [Alternatief(code, naam) for *_, naam, code in sorted(gevonden)]


def _contracten(register: RegisterStand, gemeente: str, categorie: str, op: date) -> list[Contract]:
    """The contracts of that day for the categorie in the same gebied, or with the whole region."""
    gebied_van = {rij.gemeente: rij.gebied for rij in register.rijen(Gemeente) if rij.is_geldig(op)}
    gebied = gebied_van.get(gemeente)
    buren = {een for een, waar in gebied_van.items() if waar == gebied} | {gemeente}
    afgemeld = {rij.segment for rij in register.rijen(Afmelding) if rij.gemeente == gemeente and rij.is_geldig(op)}
    gevonden = []
    for contract in register.rijen(Contract):
        if contract.categorie != categorie or not contract.is_geldig(op):
            continue
        product = register.product(categorie, contract.code, op)
        doet_mee = gebied is not None and (product is None or product.segment not in afgemeld)
        if contract.gemeente in buren or (not contract.gemeente and doet_mee):
            gevonden.append(contract)
    return gevonden


def _heeft_ruimte(
    register: RegisterStand,
    aanbieder: str,
    gemeente: str,
    categorie: str,
    code: str | None,
    op: date,
    vrij: Mapping[PlafondSleutel, int],
) -> bool:
    if register.is_taakgericht(aanbieder, gemeente, categorie, code, op):
        return True
    dekking = geldregister(register).dekking(aanbieder, op.year, categorie, code, op)
    return dekking is not None and all(vrij.get(sleutel, 0) > 0 for sleutel in dekking)
