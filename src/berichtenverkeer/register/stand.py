# SPDX-License-Identifier: EUPL-1.2
"""The register as known now, or at a ledger position: read once, then answered from memory for every bericht."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from berichtenverkeer.core.database import Grootboek
from berichtenverkeer.core.errors import Beschadigd
from berichtenverkeer.register.declaratie import Content, Row
from berichtenverkeer.register.loading import last_version
from berichtenverkeer.register.parameters import Parameters
from berichtenverkeer.register.rows import (
    TABLES,
    Afmelding,
    Contract,
    Gemeente,
    Gemeentecode,
    Mandaat,
    Partij,
    Product,
    Tarief,
)
from berichtenverkeer.register.user_rows import Gebruiker
from berichtenverkeer.standaard.gemeenten import gemeenten

R = TypeVar("R", bound=Row)

_REMEMBERED = 16_384
"""Answers of each kind that are kept: with the register they go."""

_KINDS: dict[type[Row], str] = {table.row: name for name, table in TABLES.items()}


class RegisterStand:
    """An immutable snapshot. `versie` is the ledger position of the last load in it (0: nothing was ever loaded)."""

    __slots__ = (
        "_afmeldingen",
        "_applicable",
        "_categorieen",
        "_codes",
        "_contracten",
        "_fits",
        "_gebruikers",
        "_gemeenten",
        "_mandaten",
        "_partijen",
        "_product",
        "_producten",
        "_rows",
        "_takes_part",
        "_tarieven",
        "_variant",
        "versie",
    )

    def __init__(self, rows: Mapping[str, Sequence[Any]], versie: int) -> None:
        """`rows` by tabel; a tabel that is not named is empty."""
        self.versie = versie
        self._rows = {name: tuple(rows.get(name, ())) for name in TABLES}
        self._partijen = _per(self.rows(Partij), "code")
        self._gemeenten = _per(self.rows(Gemeente), "gemeente")
        self._gebruikers = _per(self.rows(Gebruiker), "gebruiker")
        self._codes = _per(self.rows(Gemeentecode), "gemeente")
        self._mandaten = _per(self.rows(Mandaat), "gemeente")
        self._afmeldingen = _per(self.rows(Afmelding), "gemeente", "segment")
        self._producten = _per(self.rows(Product), "categorie", "code")
        self._categorieen = _per(self.rows(Product), "code")
        self._contracten = _per(self.rows(Contract), "aanbieder", "categorie")
        self._tarieven = _per(self.rows(Tarief), "categorie", "code")
        # Asked anew for every bericht of a day.
        self._applicable = lru_cache(_REMEMBERED)(self._find_applicable)
        self._product = lru_cache(_REMEMBERED)(self._find_product)
        self._takes_part = lru_cache(_REMEMBERED)(self._is_in_regio)
        self._fits = lru_cache(_REMEMBERED)(self._product_fits)
        self._variant = lru_cache(_REMEMBERED)(self._find_variant)

    def rows(self, soort: type[R]) -> tuple[R, ...]:
        """All rows of one kind, of every date, in the order of key and date."""
        return self._rows[_KINDS[soort]]

    def content(self, regio: str) -> Content:
        """The whole register, as it was loaded."""
        return Content(regio, dict(self._rows))

    def partij(self, code: str, op: date) -> Partij | None:
        """Who has this code on that day."""
        return _at(self._partijen.get(code, ()), op)

    def gebruiker(self, key: str, op: date) -> Gebruiker | None:
        """Who may log in by this key on that day."""
        return _at(self._gebruikers.get(key, ()), op)

    def known_at(self, issuer: str, subject: str, op: date) -> Gebruiker | None:
        """Whom this provider knows by this subject, when he may log in on that day."""
        found = (row for row in self.rows(Gebruiker) if (row.issuer, row.subject) == (issuer, subject))
        return _at(found, op) if issuer and subject else None

    def is_aanbieder(self, code: str, op: date) -> bool:
        """Whether this is the code of an aanbieder on that day."""
        partij = self.partij(code, op)
        return partij is not None and partij.soort == "aanbieder"

    def former_partij(self, code: str, op: date) -> Partij | None:
        """Who had this code last, when nobody has it on that day or after."""
        rows = self._partijen.get(code, ())
        last = max(rows, key=lambda row: row.geldig_tot or date.max, default=None)
        return last if last and last.geldig_tot is not None and last.geldig_tot < op else None

    def is_in_regio(self, gemeente: str, op: date) -> bool:
        """Whether the gemeente takes part in the region on that day."""
        return self._takes_part(gemeente, op)

    def _is_in_regio(self, gemeente: str, op: date) -> bool:
        return _at(self._gemeenten.get(gemeente, ()), op) is not None

    def first_new_year(self, gemeente: str, first: int, last: int) -> int | None:
        """The first of the years `first` to `last` on whose 1 January the gemeente takes part in the region."""
        years = []
        for row in self._gemeenten.get(gemeente, ()):
            van = row.geldig_van
            jaar = max(first, van.year + (van > date(van.year, 1, 1)))
            if jaar <= last and row.is_valid(date(jaar, 1, 1)):
                years.append(jaar)
        return min(years, default=None)

    def product(self, categorie: str, code: str | None, op: date) -> Product | None:
        """The row of the product list of that day; without code that of the categorie."""
        return self._product(categorie, code, op)

    def _find_product(self, categorie: str, code: str | None, op: date) -> Product | None:
        return _at(self._producten.get((categorie, code or ""), ()), op)

    def mandaat(self, gemeente: str, op: date) -> str:
        """`signaleren` or `blokkeren` (definitions 6.3); `signaleren` when nothing was agreed."""
        row = _at(self._mandaten.get(gemeente, ()), op)
        return row.beleid if row else "signaleren"

    def parameters(self, op: date) -> Parameters:
        """The numbers of the region on that day; the defaults of the definitions when it chose none."""
        return _at(self.rows(Parameters), op) or Parameters(geldig_van=date.min)

    def gemeentecode_exists(self, code: str, op: date) -> bool:
        """Whether a bericht about that day may have this code (TR378, decision 066).

        What the register says of a code, it says of every day. Of the others only the CBS list of 2026 is known: that
        is the list of its own year and, the current one being always good enough, of the years before.
        """
        own = self._codes.get(code)
        return code in gemeenten() if own is None else _at(own, op) is not None

    def is_taakgericht(self, aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date) -> bool:
        """Whether the contract of the two makes this taakgericht on that day."""
        return self.uitvoeringsvariant(aanbieder, gemeente, categorie, code, op) == "taakgericht"

    def uitvoeringsvariant(
        self, aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date
    ) -> str | None:
        """How the contract of the two says that this is carried out on that day; None when it does not say one thing.

        A contract that names the product goes before one for the categorie, one with the gemeente before one with the
        region. What is not named (no code, no categorie) has a variant when all contracts it could mean have the same.
        """
        return self._variant(aanbieder, gemeente, categorie, code, op)

    def _find_variant(
        self, aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date
    ) -> str | None:
        variants = {c.uitvoeringsvariant for c in self._search_named(aanbieder, gemeente, categorie, code, op)}
        return variants.pop() if len(variants) == 1 else None

    def _search_named(
        self, aanbieder: str, gemeente: str, categorie: str | None, code: str | None, op: date
    ) -> Sequence[Contract]:
        """The contracts that say most closely what was agreed: on the product, with the gemeente."""
        contracten: Sequence[Contract] = self._applicable(aanbieder, gemeente, categorie, op)
        if code is not None:
            contracten = [c for c in contracten if c.code == code] or [c for c in contracten if not c.code]
        return [c for c in contracten if c.gemeente] or contracten

    def hoofdaannemer(self, aanbieder: str, gemeente: str, categorie: str, code: str, op: date) -> str:
        """Who answers for this care on that day: the hoofdaannemer of the contract, or the aanbieder himself."""
        named = {c.hoofdaannemer for c in self._search_named(aanbieder, gemeente, categorie, code, op)}
        return min(named) if named and "" not in named else aanbieder

    def tarieven(self, aanbieder: str, categorie: str, code: str, op: date) -> Sequence[Tarief]:
        """The prices of a product on that day, one per eenheid; his own go before those of all."""
        now = [t for t in self._tarieven.get((categorie, code), ()) if t.is_valid(op)]
        per_eenheid = {t.eenheid: t for t in now if not t.aanbieder}
        per_eenheid |= {t.eenheid: t for t in now if t.aanbieder == aanbieder}
        return list(per_eenheid.values())

    def has_price_of_ingangsdatum(self, categorie: str, code: str, ingangsdatum: date) -> bool:
        """Whether all care that begins on that day keeps the tarief of that day (definitions 6.2)."""
        product = self.product(categorie, code, ingangsdatum)
        return product is not None and product.tarief_op == "ingangsdatum"

    def product_fits(self, aanbieder: str, gemeente: str, categorie: str, code: str, op: date) -> bool:
        """Whether code and categorie fit the list that gemeente and aanbieder agreed (TR381); True without a list.

        In the region a code may not be one that the product list only knows under another categorie. Between two that
        have a contract for product codes of this categorie, it must be one of those.
        """
        return self._fits(aanbieder, gemeente, categorie, code, op)

    def _product_fits(self, aanbieder: str, gemeente: str, categorie: str, code: str, op: date) -> bool:
        listed = [p for p in self._categorieen.get(code, ()) if p.is_valid(op)]
        if self.is_in_regio(gemeente, op) and listed and all(p.categorie != categorie for p in listed):
            return False
        agreed = {c.code for c in self._applicable(aanbieder, gemeente, categorie, op)}
        return not agreed or "" in agreed or code in agreed

    def _find_applicable(self, aanbieder: str, gemeente: str, categorie: str | None, op: date) -> tuple[Contract, ...]:
        """The contracts between the two on that day, those with the whole region included."""
        if categorie is None:
            every: Iterable[Contract] = (c for c in self.rows(Contract) if c.aanbieder == aanbieder)
        else:
            every = self._contracten.get((aanbieder, categorie), ())
        return tuple(
            c
            for c in every
            if c.is_valid(op) and (c.gemeente == gemeente or (not c.gemeente and self.takes_part(gemeente, c, op)))
        )

    def takes_part(self, gemeente: str, contract: Contract, op: date) -> bool:
        """Whether a contract with the region is one with this gemeente too (K09)."""
        if not self.is_in_regio(gemeente, op):
            return False
        product = self.product(contract.categorie, contract.code, op)
        return product is None or _at(self._afmeldingen.get((gemeente, product.segment), ()), op) is None


def _per(rows: Iterable[R], *attributes: str) -> dict[Any, tuple[R, ...]]:
    """Rows by the value of one attribute, or by the tuple of several."""
    per: dict[Any, list[R]] = defaultdict(list)
    for row in rows:
        values = tuple(getattr(row, name) for name in attributes)
        per[values if len(values) > 1 else values[0]].append(row)
    return {value: tuple(group) for value, group in per.items()}


def _at(rows: Iterable[R], op: date) -> R | None:
    for row in rows:  # a loop: it is asked for all of a bericht
        if row.is_valid(op):
            return row
    return None


_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(list[table.row])  # type: ignore[name-defined]  # the type is a value of the declaration
    for name, table in TABLES.items()
}

_READ = """
select tabel,
  jsonb_agg(waarde || jsonb_build_object('geldig_van', geldig_van, 'geldig_tot', geldig_tot)
            order by sleutel collate "C", geldig_van)::text as rijen
from register_rij
where regio = $1 and case when $2::bigint is null then pos_tot is null
                          else pos_van <= $2 and (pos_tot is null or pos_tot > $2) end
group by tabel"""

_EVER = """
select jsonb_build_array(waarde || jsonb_build_object('geldig_van', geldig_van, 'geldig_tot', geldig_tot))::text as rij,
  pos_van
from register_rij where regio = $1 and tabel = $2 order by pos_van, sleutel collate "C", geldig_van"""

_EVERY = """
select tabel, sleutel, geldig_van, pos_van,
  jsonb_build_array(waarde || jsonb_build_object('geldig_van', geldig_van, 'geldig_tot', geldig_tot))::text as rij
from register_rij where regio = $1 order by tabel, sleutel collate "C", geldig_van, pos_van"""


async def read_stand(grootboek: Grootboek, k: int | None = None) -> RegisterStand:
    """The register as known now, or at ledger position `k`. Two statements.

    Without `k` they run in the caller's transaction or apart: a load in between gives newer rows than `versie` says,
    so who keeps a stand compares `last_version` with it and reads again. Raises Beschadigd.
    """
    position = await last_version(grootboek, k)
    found = await grootboek.fetch(_READ, k)
    try:
        return RegisterStand({name: _DECODERS[name].decode(rows) for name, rows in found}, position)
    except (msgspec.MsgspecError, KeyError):
        raise Beschadigd([damage async for damage in search_damage(grootboek)]) from None


async def search_damage(grootboek: Grootboek) -> AsyncIterator[str]:
    """A Dutch sentence for every row, ever known, that cannot be read."""
    for row in await grootboek.fetch(_EVERY):
        try:
            _DECODERS[row["tabel"]].decode(row["rij"])
        except (msgspec.MsgspecError, KeyError):
            place = f"{row['tabel']} {row['sleutel']} vanaf {row['geldig_van']}, geladen op positie {row['pos_van']}"
            yield f"register, {place}: de rij is niet te lezen."


async def ever_loaded(grootboek: Grootboek, soort: type[R]) -> list[tuple[R, int]]:
    """Every row of a kind that was ever known, with the ledger position from which: in that order."""
    name = _KINDS[soort]
    rows = await grootboek.fetch(_EVER, name)
    return [(_DECODERS[name].decode(row["rij"])[0], row["pos_van"]) for row in rows]
