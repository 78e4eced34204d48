# SPDX-License-Identifier: EUPL-1.2
"""Random lives, the same for the same seed: berichten as gebeurtenissen, register loads, days that pass.

Every life is one that the rules let through: a reference is used once, a number stays with its client and product, and
what is answered, stopped, credited or taken back was there. Otherwise anything comes in any order.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.ledger.gebeurtenissen.care import (
    Product,
)
from berichtenverkeer.ledger.gebeurtenissen.tenzij import (
    OneTenzijGebeurtenis,
    TenzijAfgewezen,
    TenzijBeeindigd,
    TenzijBevestigd,
    TenzijGevraagd,
    TenzijGewijzigd,
    TenzijToegekend,
)
from berichtenverkeer.plafonds.stops import Clientenstop
from berichtenverkeer.register.stand import RegisterStand
from plafonds import bouw
from plafonds.bouw import A, B
from plafonds.orakel.aanbod import BUUR, register
from plafonds.orakel.zorgloop import Bericht, Zorgloop

Stap = Bericht | OneTenzijGebeurtenis | Clientenstop | RegisterStand | int | None
"""A bericht, a step of a tenzij, a stop as it is now, a register load, days that pass, or (None) a new month."""


class _Gang(msgspec.Struct):
    """How far a tenzij is: `geldt` None while nothing was decided for good."""

    gevraagd: TenzijGevraagd
    geldt: bool | None = None
    te_bevestigen: bool = False
    tot: date = date.max


class Levensloop(Zorgloop):
    """A life, step by step, with what the opdrachtgever decides."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._clientenstops: dict[UUID, Clientenstop] = {}
        self._tenzijs: dict[UUID, _Gang] = {}

    def stappen(self, count: int) -> Iterator[Stap]:
        """The first is a register."""
        yield register(self.lot)
        for _ in range(count):
            step = self._stap()
            if isinstance(step, int):
                self.vandaag += timedelta(step)
            if step != ():
                yield step

    def _stap(self) -> Stap:
        chance = self.lot.random()
        if chance < 0.10:
            return self.lot.choice((1, 1, 5, 20, 36, 57))
        if chance < 0.14:
            return register(self.lot)
        if chance < 0.19:
            return None
        if chance < 0.22:
            return self._clientenstop()
        if chance < 0.40:
            return self._tenzij()
        return self.lot.choice(self._soorten())()

    # -- what the opdrachtgever decides

    def _clientenstop(self) -> Clientenstop:
        """Granted, of all or of a part, for now or for later; or lifted."""
        lot = self.lot
        if self._clientenstops and lot.random() < 0.5:
            name = lot.choice(list(self._clientenstops))
            one = self._clientenstops.pop(name)
            return msgspec.structs.replace(one, opgeheven_op=self.vandaag, opgeheven_vanaf=self.vandaag)
        scope = lot.choice(({}, {}, {"segment": "2"}, {"perceel": "2a"}, {"gemeente": BUUR}))
        van = self.vandaag + timedelta(lot.choice((0, 0, 10)))
        new = bouw.clientenstop(van, aanbieder=lot.choice((A, A, B)), besloten_op=self.vandaag, **scope)
        self._clientenstops[new.stop_id] = new
        return new

    def _tenzij(self) -> OneTenzijGebeurtenis | Bericht:
        """Asked, granted, changed, ended, now and then by two users."""
        lot = self.lot
        open_, granted = ([one for one in self._tenzijs.values() if one.geldt is kind] for kind in (None, True))
        if open_ and lot.random() < 0.6:
            return self._toekenning(lot.choice(open_))
        if granted and lot.random() < 0.4:
            return self._andere_tenzij(lot.choice(granted))
        every: list[Any] = [*self._verzoeken[-4:], *list(self._versies.values())[-4:]]
        every = [one for one in every if one.product.categorie is not None]
        if not every:
            return ()
        about = lot.choice(every)
        van = about.ingangsdatum + timedelta(lot.choice((0, 0, -30, 10)))
        asked = TenzijGevraagd(
            tenzij_id=UUID(int=lot.getrandbits(128)),
            **{name: getattr(about, name) for name in ("client", "aanbieder", "gemeente")},
            op=self.vandaag,
            partij="",
            door="a",
            product=about.product,
            van=van,
            tot=van + timedelta(lot.choice((40, 100, 500))),
            maximum_cents=lot.choice((20_000, 10_000_000)),
            kan_niet_wachten=True,
            alleen_hier=True,
            alternatieven=(B,),
        )
        self._tenzijs[asked.tenzij_id] = _Gang(asked, tot=asked.tot)
        return asked

    def _toekenning(self, one: "_Gang") -> OneTenzijGebeurtenis:
        lot, asked = self.lot, one.gevraagd
        step = {name: getattr(asked, name) for name in ("tenzij_id", "client", "aanbieder", "gemeente")}
        step |= {"op": self.vandaag, "partij": "", "door": "b"}
        if one.te_bevestigen:
            one.geldt, one.te_bevestigen = True, False
            return TenzijBevestigd(**{**step, "door": "c"})
        if lot.random() < 0.1:
            one.geldt = False
            return TenzijAfgewezen(**step)
        one.te_bevestigen = lot.random() < 0.15
        one.geldt = None if one.te_bevestigen else True
        product = Product(asked.product.categorie, lot.choice((asked.product.code, asked.product.code, None)))
        maximum = lot.choice((asked.maximum_cents, asked.maximum_cents, 3_000))
        step |= {"product": product, "van": asked.van, "tot": asked.tot, "te_bevestigen": one.te_bevestigen}
        return TenzijToegekend(**step, maximum_cents=maximum)

    def _andere_tenzij(self, one: "_Gang") -> OneTenzijGebeurtenis:
        lot, asked = self.lot, one.gevraagd
        step = {name: getattr(asked, name) for name in ("tenzij_id", "client", "aanbieder", "gemeente")}
        step |= {"op": self.vandaag, "partij": "", "door": "b"}
        if lot.random() < 0.3:
            one.geldt = False
            return TenzijBeeindigd(**step, vanaf=min(asked.van + timedelta(lot.choice((0, 15, 40))), one.tot))
        one.tot = asked.tot + timedelta(lot.choice((0, -10, 40)))
        return TenzijGewijzigd(**step, maximum_cents=lot.choice((700, 50_000, 10_000_000)), tot=one.tot)
