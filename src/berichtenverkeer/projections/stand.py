# SPDX-License-Identifier: EUPL-1.2
"""The state that gebeurtenissen add up to, in memory: for a batch of berichten, a rebuild or a test.

Folding is pure; what it changed is kept in order, so that `store` can write every version with its positions.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import assert_never

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.care import (
    LeveringGestart,
    LeveringGestopt,
    Leveringsgebeurtenis,
    StartVerwijderd,
    StopVerwijderd,
    ToewijzingVastgesteld,
    VerzoekAfgewezen,
    VerzoekInOnderzoek,
    VerzoekOntvangen,
    WijzigingVerzocht,
)
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.verzoeksleutel import Verzoeksleutel
from berichtenverkeer.projections import declaraties, leveringen, toewijzingen, verzoeken
from berichtenverkeer.projections.declaraties import Prestatie, Verdict
from berichtenverkeer.projections.held import HeldRows
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import (
    Key,
    LayersRow,
    Row,
    Wijziging,
    key_of,
    marked,
    place_of,
)
from berichtenverkeer.projections.verzoeken import Verzoek


class Stand(HeldRows):
    """Rows, and what folding changed of them."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        super().__init__(rows)
        self.wijzigingen: list[Wijziging] = []
        self._confirmed: dict[bytes, dict[Key, Row]] = defaultdict(dict)

    def fold(self, position: int, gebeurtenis: Gebeurtenis) -> None:
        """Add one gebeurtenis, booked at `position`.

        A gebeurtenis that changes nothing here (the same version sent again, a stop on a start that is not known)
        leaves no trace, and neither does one whose place is taken: what is there is never replaced by what came as new
        under the same key. A BerichtBeantwoord is not folded: see `revise`. What is about a bericht, the register or
        access changes no state of care.
        """
        if not isinstance(gebeurtenis, Standgebeurtenis):
            return
        match gebeurtenis:
            case ToewijzingVastgesteld():
                self._establish(position, gebeurtenis)
            case VerzoekOntvangen():
                if self.verzoek(gebeurtenis.sleutel) is None:
                    self._replace(position, None, verzoeken.after_reception(gebeurtenis))
            case WijzigingVerzocht():
                if self.verzoek(gebeurtenis.sleutel) is None:
                    self._replace(position, None, verzoeken.after_wijzigingsverzoek(gebeurtenis))
                    for part in verzoeken.parts_of(gebeurtenis):
                        self._replace(position, None, part)
            case VerzoekAfgewezen() | VerzoekInOnderzoek():
                self._answer_verzoek(position, gebeurtenis.sleutel, gebeurtenis)
            case LeveringGestart():
                levering = self._levering(gebeurtenis)
                if levering is None or levering.is_verwijderd:
                    self._replace(position, levering, leveringen.after_start(gebeurtenis))
            case StartVerwijderd() | LeveringGestopt() | StopVerwijderd():
                self._change_levering(position, gebeurtenis)
            case DeclaratieIngediend():
                self._replace(
                    position,
                    self.declaratie(gebeurtenis.aanbieder, gebeurtenis.nummer),
                    declaraties.after_submission(gebeurtenis),
                )
            case PrestatieIngediend():
                self._submit(position, gebeurtenis)
            case DeclaratieBeantwoord():
                self._answer_declaratie(position, gebeurtenis)
            case _:
                assert_never(gebeurtenis)

    def _establish(self, position: int, gebeurtenis: ToewijzingVastgesteld) -> None:
        old = self.toewijzing(gebeurtenis.gemeente, gebeurtenis.nummer)
        if old is None or old.is_of(gebeurtenis):
            self._replace(position, old, toewijzingen.after_establishment(old, gebeurtenis))
            if gebeurtenis.verzoek is not None:
                self._answer_verzoek(position, gebeurtenis.verzoek, gebeurtenis)

    def _answer_verzoek(
        self,
        position: int,
        key: Verzoeksleutel,
        gebeurtenis: VerzoekAfgewezen | VerzoekInOnderzoek | ToewijzingVastgesteld,
    ) -> None:
        verzoek = self.verzoek_on(gebeurtenis.gemeente, key)
        if verzoek is not None and verzoek.client == getattr(gebeurtenis, "client", verzoek.client):
            self._replace(position, verzoek, verzoeken.after_antwoord(verzoek, gebeurtenis))
            if isinstance(gebeurtenis, ToewijzingVastgesteld):
                self._assign_parts(position, verzoek, gebeurtenis.nummer)

    def _assign_parts(self, position: int, verzoek: Verzoek, number: int) -> None:
        for key, volgnr in sorted(self._named.get(number, ())):
            part = self._parts[key][volgnr]
            if key == verzoek.sleutel and not part.is_toegewezen:
                self._replace(position, part, msgspec.structs.replace(part, is_toegewezen=True))

    def _levering(self, gebeurtenis: Leveringsgebeurtenis) -> Levering | None:
        plek = (gebeurtenis.gemeente, gebeurtenis.aanbieder, gebeurtenis.toewijzing_nummer)
        return self._leveringen[gebeurtenis.client].get(plek, {}).get(gebeurtenis.sleutel)

    def _change_levering(self, position: int, gebeurtenis: StartVerwijderd | LeveringGestopt | StopVerwijderd) -> None:
        old = self._levering(gebeurtenis)
        if old is None or old.is_verwijderd:
            return
        match gebeurtenis:
            case StartVerwijderd():
                new = leveringen.without_start(old)
            case LeveringGestopt():
                new = leveringen.after_stop(old, gebeurtenis)
            case StopVerwijderd():
                new = leveringen.without_stop(old, gebeurtenis)
            case _:
                assert_never(gebeurtenis)
        self._replace(position, old, new)

    def _submit(self, position: int, gebeurtenis: PrestatieIngediend) -> None:
        """A reference that is in use stays what it was (TR314); that of a declaratie that was not sent is free.

        So is one of which the gateway found something, until it is answered. Who cannot have it, waits beside it.
        """
        old = self.prestatie(gebeurtenis.aanbieder, gebeurtenis.referentie)
        new = declaraties.after_prestatie(gebeurtenis)
        if old is not None and old.uitslag == "ingediend" and old.is_betwist and new.geldt:
            self._put_beside(position, old)
        elif old is not None and old.uitslag != "verworpen":
            if new.uitslag == "ingediend":
                self._put_beside(position, new)
            return
        self._replace(position, old, new)
        if new.uitslag == "goedgekeurd":
            self._credit(position, new)

    def _put_beside(self, position: int, prestatie: Prestatie) -> None:
        number = prestatie.declaratie_nummer
        old = self._double_in.get((prestatie.aanbieder, number), {}).get(prestatie.referentie)
        self._replace(position, old, msgspec.structs.replace(prestatie, dubbel_in=number))

    def _answer_declaratie(self, position: int, gebeurtenis: DeclaratieBeantwoord) -> None:
        old = self.declaratie_with(gebeurtenis.aanbieder, gebeurtenis.identificatie)
        if old is None or old.gemeente != gebeurtenis.gemeente:
            return
        self._replace(position, old, declaraties.after_antwoord(old, gebeurtenis))
        rejected = frozenset(gebeurtenis.afgewezen)
        for prestatie in self.in_declaratie(old.aanbieder, old.nummer):
            if prestatie.uitslag == "ingediend":
                uitslag: Verdict = "afgewezen" if prestatie.referentie in rejected else "goedgekeurd"
                if gebeurtenis.is_verworpen:
                    uitslag = "verworpen"
                self._decide(position, prestatie, msgspec.structs.replace(prestatie, uitslag=uitslag))

    def _decide(self, position: int, old: Prestatie, new: Prestatie) -> None:
        """What is granted gets its reference, unless another has it that was answered: who waits makes room."""
        self._replace(position, old, new)
        if new.uitslag != "goedgekeurd":
            return
        if new.dubbel_in:
            holder = self.prestatie(old.aanbieder, old.referentie)
            if holder is not None and holder.uitslag in ("goedgekeurd", "afgewezen"):
                return
            if holder is not None and holder.uitslag == "ingediend":
                self._put_beside(position, holder)
            self._remove(new)
            self.wijzigingen.append(Wijziging(position, new, None))
            new = msgspec.structs.replace(new, dubbel_in="")
            self._replace(position, holder, new)
        self._credit(position, new)

    def _credit(self, position: int, credit: Prestatie) -> None:
        """An approved credit takes its debet back, of the same toewijzing (OP360, TR323)."""
        if credit.is_credit and credit.vorig_referentie is not None:
            debet = self.prestatie(credit.aanbieder, credit.vorig_referentie)
            if debet is not None and place_of(debet) == place_of(credit):
                self._replace(position, debet, msgspec.structs.replace(debet, is_gecrediteerd=True))

    def revise(self, position: int, client: bytes, confirmed: "Stand", total: "Stand") -> list[Wijziging]:
        """Make the toewijzingen, leveringen and verzoeken of a client what they are in the layer `total`.

        All of them must be here. What is otherwise in the layer `confirmed` is voorlopig, and is kept beside it.
        Returns what changed in `total`.
        """
        certain = {key_of(row): row for row in confirmed._rows_of(client)}
        new = {key: marked(row, certain) for row in total._rows_of(client) if (key := key_of(row))}
        old = {key_of(row): row for row in self._rows_of(client)}
        begin = len(self.wijzigingen)
        for key in sorted(old.keys() | new.keys(), key=str):
            was, becomes = old.get(key), new.get(key)
            if becomes is None and was is not None:
                self._remove(was)
            elif becomes is not None and becomes != was:
                self._put(becomes)
            if was != becomes:
                self.wijzigingen.append(Wijziging(position, was, becomes))
        changed = self.wijzigingen[begin:]
        self._put_confirmed(position, client, {one: certain[one] for one in certain if certain[one] != new[one]})
        return changed

    def know_confirmed(self, rows: Iterable[LayersRow]) -> None:
        """Add confirmed rows that were loaded: what is here of them is voorlopig."""
        for row in rows:
            self._confirmed[row.client][key_of(row)] = row

    def bevestigd(self, client: bytes) -> list[Row]:
        """What the rows of a client that are voorlopig would be without what waits for an answer, where they would."""
        return list(self._confirmed[client].values())

    def _put_confirmed(self, position: int, client: bytes, new: dict[Key, Row]) -> None:
        old = self._confirmed[client]
        for key in sorted(old.keys() | new.keys(), key=str):
            if (was := old.get(key)) != (becomes := new.get(key)):
                self.wijzigingen.append(Wijziging(position, was, becomes, is_bevestigd=True))
        self._confirmed[client] = new

    def _replace(self, position: int, old: Row | None, new: Row) -> None:
        if new != old:
            self._put(new)
            self.wijzigingen.append(Wijziging(position, old, new))
