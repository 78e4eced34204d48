# SPDX-License-Identifier: EUPL-1.2
"""The rows of a state that are here, by their keys and by what they are asked by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import assert_never

from berichtenverkeer.ledger.leveringsleutel import Leveringsleutel
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import Plek, Row, place_of, plek_of
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel


class HeldRows:
    """Rows by their keys. It holds what it was given, which need not be the whole region: see `needs`."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._toewijzingen: dict[tuple[str, int], Toewijzing] = {}
        self._leveringen: dict[bytes, dict[Plek, dict[Leveringsleutel, Levering]]] = defaultdict(dict)
        self._verzoeken: dict[Verzoeksleutel, Verzoek] = {}
        self._verzoeken_of: dict[bytes, set[Verzoeksleutel]] = defaultdict(set)
        self._numbers: dict[bytes, set[tuple[str, int]]] = defaultdict(set)
        self._parts: dict[Verzoeksleutel, dict[int, Wijzigingsdeel]] = defaultdict(dict)
        self._named: dict[int, set[tuple[Verzoeksleutel, int]]] = defaultdict(set)
        self._declaraties: dict[tuple[str, str], Declaratie] = {}
        self._identificaties: dict[tuple[str, str], str] = {}
        self._prestaties: dict[tuple[str, str], Prestatie] = {}
        self._on_toewijzing: dict[tuple[str, int], list[str]] = {}
        self._in_declaratie: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._double_in: dict[tuple[str, str], dict[str, Prestatie]] = defaultdict(dict)
        self._clienten_in: dict[tuple[str, str], set[bytes]] = defaultdict(set)
        self.add(rows)

    def add(self, rows: Iterable[Row]) -> None:
        """Add rows that were loaded later."""
        for row in rows:
            self._put(row)

    def toewijzing(self, gemeente: str, number: int) -> Toewijzing | None:
        """The toewijzing that a gemeente gave this number."""
        return self._toewijzingen.get((gemeente, number))

    def leveringen(self, client: bytes) -> list[Levering]:
        """Leveringen of a client that were not removed, by Begindatum."""
        return _living(self._leveringen_of(client))

    def leveringen_at(self, client: bytes, gemeente: str, aanbieder: str, number: int | None) -> list[Levering]:
        """Those of them on one toewijzing, or (None) those without a number."""
        return _living(self._leveringen[client].get((gemeente, aanbieder, number), {}).values())

    def verzoek(self, key: Verzoeksleutel) -> Verzoek | None:
        """The request with this key."""
        return self._verzoeken.get(key)

    def verzoek_on(self, gemeente: str, key: Verzoeksleutel) -> Verzoek | None:
        """The same, if it was sent to this gemeente: no other can answer it."""
        verzoek = self.verzoek(key)
        return verzoek if verzoek is not None and verzoek.gemeente == gemeente else None

    def verzoeken(self, client: bytes) -> list[Verzoek]:
        """All requests for a client, by reference."""
        return [self._verzoeken[key] for key in sorted(self._verzoeken_of[client])]

    def toewijzingen(self, client: bytes) -> list[Toewijzing]:
        """All toewijzingen of a client, removed ones too, by gemeente and number."""
        return [self._toewijzingen[key] for key in sorted(self._numbers[client])]

    def delen(self, key: Verzoeksleutel) -> list[Wijzigingsdeel]:
        """The products of a JW317, in document order."""
        parts = self._parts.get(key, {})
        return [parts[volgnr] for volgnr in sorted(parts)]

    def wijzigingsverzoeken(self, client: bytes, gemeente: str, number: int) -> list[Verzoek]:
        """The open JW317's for a client that are here and would change this toewijzing, by reference."""
        named = self._named.get(number, ())
        keys = {key for key, volgnr in named if self._parts[key][volgnr].soort == "te wijzigen"}
        every = [one for key in sorted(keys) if (one := self._verzoeken.get(key)) and one.is_wijziging]
        return [one for one in every if one.is_open and (one.client, one.gemeente) == (client, gemeente)]

    def declaratie(self, aanbieder: str, number: str) -> Declaratie | None:
        """The declaratie of an aanbieder with this DeclaratieNummer."""
        return self._declaraties.get((aanbieder, number))

    def declaratie_with(self, aanbieder: str, identificatie: str) -> Declaratie | None:
        """The declaratie that came in the JW323 with this Identificatie."""
        number = self._identificaties.get((aanbieder, identificatie))
        return None if number is None else self._declaraties[aanbieder, number]

    def declaraties(self, aanbieder: str) -> list[Declaratie]:
        """The declaraties of an aanbieder that are here."""
        return [row for (who, _), row in sorted(self._declaraties.items()) if who == aanbieder]

    def is_client_in(self, aanbieder: str, number: str, client: bytes) -> bool:
        """Whether a declaratie of which the prestaties are here has one of this client."""
        return client in self._clienten_in[aanbieder, number]

    def in_declaratie(self, aanbieder: str, number: str) -> list[Prestatie]:
        """The prestaties of a declaratie that are here, by reference; those with the reference of another come last."""
        here = (aanbieder, number)
        own = (self._prestaties[aanbieder, one] for one in sorted(self._in_declaratie.get(here, ())))
        double = self._double_in.get(here, {})
        return [*(one for one in own if one.declaratie_nummer == number), *(double[one] for one in sorted(double))]

    def prestatie_in(self, aanbieder: str, number: str, referentie: str) -> Prestatie | None:
        """The prestatie with this reference in a declaratie, also when the reference is another's."""
        own = self.prestatie(aanbieder, referentie)
        if own is not None and own.declaratie_nummer == number:
            return own
        return self._double_in.get((aanbieder, number), {}).get(referentie)

    def toegekend_without_boeking(self, aanbieder: str, number: str) -> int:
        """How many prestaties of a declaratie were granted and count for nothing, for what they name.

        The reference is another's, the toewijzing is not this aanbieder's, or a credit takes nothing back.
        """
        toegekend = (one for one in self.in_declaratie(aanbieder, number) if one.uitslag == "goedgekeurd")
        return sum(bool(one.dubbel_in) or not self._has_consequence(one) for one in toegekend)

    def _has_consequence(self, prestatie: Prestatie) -> bool:
        if prestatie.is_credit:
            debet = self.prestatie(prestatie.aanbieder, prestatie.vorig_referentie)
            return debet is not None and debet.is_gecrediteerd and place_of(debet) == place_of(prestatie)
        toewijzing = self.toewijzing(prestatie.gemeente, prestatie.toewijzing_nummer)
        return toewijzing is not None and toewijzing.aanbieder == prestatie.aanbieder

    def prestatie(self, aanbieder: str, referentie: str | None) -> Prestatie | None:
        """The prestatie of an aanbieder with this ReferentieNummer, which may be empty; None where none is named."""
        return None if referentie is None else self._prestaties.get((aanbieder, referentie))

    def prestaties(self, gemeente: str, toewijzing_number: int) -> list[Prestatie]:
        """All prestaties on a toewijzing, by begin and reference."""
        toewijzing = self.toewijzing(gemeente, toewijzing_number)
        if toewijzing is None:
            return []
        here = (gemeente, toewijzing_number)
        referenties = dict.fromkeys(self._on_toewijzing.get(here, ()))
        every = (self._prestaties.get((toewijzing.aanbieder, one)) for one in referenties)
        own = (row for row in every if row is not None and (row.gemeente, row.toewijzing_nummer) == here)
        return sorted(own, key=lambda row: (row.begindatum, row.referentie))

    def rijen(self) -> list[Row]:
        """Every row, removed leveringen included."""
        return [
            *self._toewijzingen.values(),
            *chain.from_iterable(map(self._leveringen_of, self._leveringen)),
            *self._verzoeken.values(),
            *(part for parts in self._parts.values() for part in parts.values()),
            *self._declaraties.values(),
            *self._prestaties.values(),
            *(row for double in self._double_in.values() for row in double.values()),
        ]

    def _rows_of(self, client: bytes) -> list[Row]:
        verzoeken_ = self.verzoeken(client)
        return [
            *self.toewijzingen(client),
            *self._leveringen_of(client),
            *verzoeken_,
            *(part for verzoek in verzoeken_ for part in self.delen(verzoek.sleutel)),
        ]

    def _leveringen_of(self, client: bytes) -> Iterator[Levering]:
        return chain.from_iterable(rows.values() for rows in self._leveringen[client].values())

    def _remove(self, row: Row) -> None:
        match row:
            case Toewijzing():
                del self._toewijzingen[row.gemeente, row.nummer]
                self._numbers[row.client].discard((row.gemeente, row.nummer))
            case Levering():
                del self._leveringen[row.client][plek_of(row)][row.sleutel]
            case Verzoek():
                del self._verzoeken[row.sleutel]
                self._verzoeken_of[row.client].discard(row.sleutel)
            case Wijzigingsdeel():
                del self._parts[row.verzoek][row.volgnr]
                self._named[row.toewijzing_nummer or 0].discard((row.verzoek, row.volgnr))
            case Prestatie() if row.dubbel_in:
                del self._double_in[row.aanbieder, row.dubbel_in][row.referentie]
            case Declaratie() | Prestatie():
                raise AssertionError("a declaratie is undone by its JW325, which leaves it as `verworpen`")
            case _:
                assert_never(row)

    def _put(self, row: Row) -> None:
        match row:
            case Toewijzing():
                self._toewijzingen[row.gemeente, row.nummer] = row
                self._numbers[row.client].add((row.gemeente, row.nummer))
            case Levering():
                self._leveringen[row.client].setdefault(plek_of(row), {})[row.sleutel] = row
            case Verzoek():
                self._verzoeken[row.sleutel] = row
                self._verzoeken_of[row.client].add(row.sleutel)
            case Wijzigingsdeel():
                part = (row.verzoek, row.volgnr)
                if was_part := self._parts[row.verzoek].get(row.volgnr):
                    self._named[was_part.toewijzing_nummer or 0].discard(part)
                self._parts[row.verzoek][row.volgnr] = row
                if row.toewijzing_nummer is not None:
                    self._named[row.toewijzing_nummer].add(part)
            case Declaratie():
                self._declaraties[row.aanbieder, row.nummer] = row
                self._identificaties[row.aanbieder, row.identificatie] = row.nummer
            case Prestatie() if row.dubbel_in:
                self._double_in[row.aanbieder, row.dubbel_in][row.referentie] = row
                self._clienten_in[row.aanbieder, row.dubbel_in].add(row.client)
            case Prestatie():
                was = self._prestaties.get((row.aanbieder, row.referentie))
                self._prestaties[row.aanbieder, row.referentie] = row
                plek = (row.gemeente, row.toewijzing_nummer)
                if was is None or (was.gemeente, was.toewijzing_nummer) != plek:
                    self._on_toewijzing.setdefault(plek, []).append(row.referentie)
                self._in_declaratie[row.aanbieder, row.declaratie_nummer].add(row.referentie)
                self._clienten_in[row.aanbieder, row.declaratie_nummer].add(row.client)
            case _:
                assert_never(row)


def _living(rows: Iterable[Levering]) -> list[Levering]:
    """What was not removed, by Begindatum."""
    living = (levering for levering in rows if not levering.is_verwijderd)
    return sorted(living, key=lambda levering: (levering.begindatum, levering.sleutel.order))
