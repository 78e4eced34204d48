# SPDX-License-Identifier: EUPL-1.2
"""What is agreed with an aanbieder and holds today: what he may deliver, to whom, at what price.

An aanbieder sees his own; a gemeente what holds for her, of any aanbieder: she pays it; the region sees all.
"""

from collections.abc import Iterator, Sequence

import msgspec

from berichtenverkeer.core.clock import Clock, day
from berichtenverkeer.gateway.register import RegisterHolder
from berichtenverkeer.gateway.rights import Zicht, use
from berichtenverkeer.register.rows import Contract, Product, Tarief


class Agreed(msgspec.Struct, frozen=True):
    """A product of a contract with its prices, one per eenheid; a contract for a categorie has each of its products.

    `product` is None when the list of products does not have it.
    """

    contract: Contract
    code: str
    product: Product | None
    tarieven: Sequence[Tarief]


class InForce(msgspec.Struct, frozen=True):
    """`aanbieders` are those of whom something can be seen, `agreed` is what holds for the one that was `chosen`."""

    aanbieders: Sequence[str]
    chosen: str
    agreed: Sequence[Agreed]


class Agreements:
    """The use case, on one region."""

    def __init__(self, register: RegisterHolder, clock: Clock) -> None:
        self._register = register
        self._clock = clock

    @use("agreements.in_force")
    async def in_force(self, zicht: Zicht, aanbieder: str = "") -> InForce:
        """Today, of one aanbieder; without a choice of the first there is. Raises DatabaseGone."""
        await self._register.refresh()
        contracts = list(self._seen(zicht))
        aanbieders = sorted({one.aanbieder for one in contracts})
        chosen = aanbieder if aanbieder in aanbieders else next(iter(aanbieders), "")
        own = (one for one in contracts if one.aanbieder == chosen)
        agreed = [row for one in own for row in self._of(one)]
        agreed.sort(key=lambda one: (one.contract.categorie, one.code, one.contract.gemeente))
        return InForce(aanbieders, chosen, agreed)

    def _seen(self, zicht: Zicht) -> Iterator[Contract]:
        stand, today = self._register.stand, day(self._clock())
        soort, code = zicht.own or ("", "")
        for one in stand.rows(Contract):
            is_for = one.gemeente == code if one.gemeente else stand.takes_part(code, one, today)
            is_own = {"aanbieder": one.aanbieder == code, "gemeente": is_for}.get(soort, True)
            if is_own and one.is_valid(today):
                yield one

    def _of(self, contract: Contract) -> Iterator[Agreed]:
        stand, today = self._register.stand, day(self._clock())
        every = [one for one in stand.rows(Product) if one.categorie == contract.categorie and one.is_valid(today)]
        known = {one.code: one for one in every}
        for code in [contract.code] if contract.code else sorted(known):
            prices = stand.tarieven(contract.aanbieder, contract.categorie, code, today)
            yield Agreed(contract, code, known.get(code), sorted(prices, key=lambda one: one.eenheid))
