# SPDX-License-Identifier: EUPL-1.2
"""How large a generated region is, how long it lives, and how clumsy it is."""

from datetime import date, timedelta

import msgspec


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """One `zaad` with the same numbers gives the same berichten, byte for byte.

    `in_zorg` is the share of the youths that is in care on the first day. `trajecten` is how often a youth asks for
    care again, on average. `foutkans` and `herhaalkans` are chances per occasion and per bericht.
    `wijzigkans` is how often an aanbieder asks to change what is assigned. Without `declareert` nobody sends a
    declaratie.
    """

    zaad: int = 32
    aanbieders: int = 140
    jeugdigen: int = 2700
    begin: date = date(2026, 1, 1)
    dagen: int = 380
    in_zorg: float = 0.35
    trajecten: float = 0.35
    foutkans: float = 0.03
    herhaalkans: float = 0.02
    wijzigkans: float = 0.15
    declareert: bool = True

    @property
    def einde(self) -> date:
        """The last day."""
        return self.begin + timedelta(days=self.dagen - 1)

    def with_past(self, years: int) -> "Setup":
        """The same region, that began so many years before: as much happens in every year."""
        begin = self.begin.replace(year=self.begin.year - years)
        dagen = (self.einde - begin).days + 1
        return msgspec.structs.replace(self, begin=begin, dagen=dagen, trajecten=self.trajecten * dagen / self.dagen)


YEAR = Setup()
"""The year of the demo, and the first weeks of the next, so that the renewals of 1 January are in it."""
