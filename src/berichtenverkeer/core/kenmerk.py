# SPDX-License-Identifier: EUPL-1.2
"""Looking rows up by a key so that one index can serve it, and no other (decision 125).

On a young table the planner expects one row for anything: an index that begins with `regio` is as good to it as the one
that has the whole key, and a plan that reads a region whole is kept when it has grown. So the key of what is looked up
is one number, its kenmerk; only the index on that expression fits a question for it, whatever the statistics say.
"""

import msgspec

_FIRST = "regio"


def kenmerk_of(*values: str) -> str:
    """The SQL of the kenmerk of these columns or values, in this order; of the same values it is always the same."""
    return f"hash_record_extended(ROW({', '.join(values)}), 0)"


class Kenmerk(msgspec.Struct, frozen=True):
    """By which columns of `table`, besides `regio`, rows are looked up, of those for which `only` holds (SQL)."""

    table: str
    key: tuple[str, ...]
    only: str = ""

    @property
    def expression(self) -> str:
        """What the index is on: empty for rows that are not to be found, which are not in it."""
        own = kenmerk_of(_FIRST, *self.key)
        # As PostgreSQL writes it, so that the tables can be compared with what a database has.
        return f"\nCASE\n    WHEN {self.only} THEN {own}\n    ELSE NULL\nEND" if self.only else own

    def rows(self, more: str = "") -> str:
        """For behind `lateral`: the rows that have in the columns of the key what `k` has there, and $1 as their regio.

        With `rij`, where the row stands. `more` (SQL) is about what follows on the kenmerk in its index.
        """
        # Behind "offset 0" nothing of the comparison goes inside, where another index would fit it. It is for keys
        # of which the kenmerk happens to be the same.
        values = [f"k.{column}" for column in self.key]
        own = [f"r.{column}" for column in (_FIRST, *self.key)]
        return (
            f"(select r.* from (select ctid as rij, * from {self.table}"
            f" where {self.expression} = {kenmerk_of('$1::text', *values)}{more} offset 0) r"
            f" where ({', '.join(own)}) is not distinct from ({', '.join(('$1', *values))}))"
        )

    def first(self, more: str, *values: str) -> str:
        """For behind `from`: of the rows `b` with these values, those that `more` says: in the order of what follows on
        the kenmerk in its index, so many. The limit counts what was compared, so that stands inside it."""
        own = [f"b.{column}" for column in (_FIRST, *self.key)]
        return (
            f"(select * from {self.table} b where {self.expression} = {kenmerk_of('$1::text', *values)}"
            f" and ({', '.join(own)}) is not distinct from ({', '.join(('$1', *values))}) {more})"
        )
