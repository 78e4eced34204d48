# SPDX-License-Identifier: EUPL-1.2
"""The state that gebeurtenissen add up to, in memory: for a batch of berichten, a rebuild or a test.

Folding is pure; what it changed is kept in order, so that `opslag` can write every version with its positions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import assert_never

import msgspec

from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Standgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.declaraties import (
    DeclaratieBeantwoord,
    DeclaratieIngediend,
    PrestatieIngediend,
)
from berichtenverkeer.ledger.gebeurtenissen.zorg import (
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
from berichtenverkeer.projections import declaraties, leveringen, toewijzingen, verzoeken
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie, Uitslag
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import (
    Lagenrij,
    Plek,
    Rij,
    Sleutel,
    Wijziging,
    gemerkt,
    plaats_van,
    plek_van,
    sleutel_van,
)
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel


class Stand:
    """Rows by their keys. It holds what it was given, which need not be the whole region: see `behoefte`."""

    def __init__(self, rijen: Iterable[Rij] = ()) -> None:
        self._toewijzingen: dict[tuple[str, int], Toewijzing] = {}
        self._leveringen: dict[bytes, dict[Plek, dict[str, Levering]]] = defaultdict(dict)
        self._verzoeken: dict[tuple[str, str], Verzoek] = {}
        self._referenties: dict[bytes, set[tuple[str, str]]] = defaultdict(set)
        self._nummers: dict[bytes, set[tuple[str, int]]] = defaultdict(set)
        self._delen: dict[tuple[str, str], dict[int, Wijzigingsdeel]] = defaultdict(dict)
        self._genoemd: dict[int, set[tuple[str, str, int]]] = defaultdict(set)
        self._declaraties: dict[tuple[str, str], Declaratie] = {}
        self._identificaties: dict[tuple[str, str], str] = {}
        self._prestaties: dict[tuple[str, str], Prestatie] = {}
        self._op_toewijzing: dict[tuple[str, int], list[str]] = {}
        self._in_declaratie: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._dubbel_in: dict[tuple[str, str], dict[str, Prestatie]] = defaultdict(dict)
        self._clienten_in: dict[tuple[str, str], set[bytes]] = defaultdict(set)
        self.wijzigingen: list[Wijziging] = []
        self._bevestigd: dict[bytes, dict[Sleutel, Rij]] = defaultdict(dict)
        self.voeg_toe(rijen)

    def voeg_toe(self, rijen: Iterable[Rij]) -> None:
        """Add rows that were loaded later."""
        for rij in rijen:
            self._zet(rij)

    def toewijzing(self, gemeente: str, nummer: int) -> Toewijzing | None:
        """The toewijzing that a gemeente gave this number."""
        return self._toewijzingen.get((gemeente, nummer))

    def leveringen(self, client: bytes) -> list[Levering]:
        """Leveringen of a client that were not removed, by Begindatum."""
        return _levend(self._leveringen_van(client))

    def leveringen_op(self, client: bytes, gemeente: str, aanbieder: str, nummer: int | None) -> list[Levering]:
        """Those of them on one toewijzing, or (None) those without a number."""
        return _levend(self._leveringen[client].get((gemeente, aanbieder, nummer), {}).values())

    def verzoek(self, aanbieder: str, referentie: str) -> Verzoek | None:
        """The request of an aanbieder under this reference."""
        return self._verzoeken.get((aanbieder, referentie))

    def verzoek_aan(self, gemeente: str, aanbieder: str, referentie: str) -> Verzoek | None:
        """The same, if it was sent to this gemeente: no other can answer it."""
        verzoek = self.verzoek(aanbieder, referentie)
        return verzoek if verzoek is not None and verzoek.gemeente == gemeente else None

    def verzoeken(self, client: bytes) -> list[Verzoek]:
        """All requests for a client, by reference."""
        return [self._verzoeken[sleutel] for sleutel in sorted(self._referenties[client])]

    def toewijzingen(self, client: bytes) -> list[Toewijzing]:
        """All toewijzingen of a client, removed ones too, by gemeente and number."""
        return [self._toewijzingen[sleutel] for sleutel in sorted(self._nummers[client])]

    def delen(self, aanbieder: str, referentie: str) -> list[Wijzigingsdeel]:
        """The products of a JW317, in document order."""
        delen = self._delen.get((aanbieder, referentie), {})
        return [delen[volgnr] for volgnr in sorted(delen)]

    def wijzigingsverzoeken(self, client: bytes, gemeente: str, nummer: int) -> list[Verzoek]:
        """The open JW317's for a client that are here and would change this toewijzing, by reference."""
        genoemd = (self._delen[aanbieder, een][volgnr] for aanbieder, een, volgnr in self._genoemd.get(nummer, ()))
        sleutels = {(deel.aanbieder, deel.referentie) for deel in genoemd if deel.soort == "te wijzigen"}
        alle = [een for sleutel in sorted(sleutels) if (een := self._verzoeken.get(sleutel)) and een.is_wijziging]
        return [een for een in alle if een.is_open and (een.client, een.gemeente) == (client, gemeente)]

    def declaratie(self, aanbieder: str, nummer: str) -> Declaratie | None:
        """The declaratie of an aanbieder with this DeclaratieNummer."""
        return self._declaraties.get((aanbieder, nummer))

    def declaratie_met(self, aanbieder: str, identificatie: str) -> Declaratie | None:
        """The declaratie that came in the JW323 with this Identificatie."""
        nummer = self._identificaties.get((aanbieder, identificatie))
        return None if nummer is None else self._declaraties[aanbieder, nummer]

    def declaraties(self, aanbieder: str) -> list[Declaratie]:
        """The declaraties of an aanbieder that are here."""
        return [rij for (wie, _), rij in sorted(self._declaraties.items()) if wie == aanbieder]

    def is_client_in(self, aanbieder: str, nummer: str, client: bytes) -> bool:
        """Whether a declaratie of which the prestaties are here has one of this client."""
        return client in self._clienten_in[aanbieder, nummer]

    def in_declaratie(self, aanbieder: str, nummer: str) -> list[Prestatie]:
        """The prestaties of a declaratie that are here, by reference; those with the reference of another come last."""
        hier = (aanbieder, nummer)
        eigen = (self._prestaties[aanbieder, een] for een in sorted(self._in_declaratie.get(hier, ())))
        dubbele = self._dubbel_in.get(hier, {})
        return [*(een for een in eigen if een.declaratie_nummer == nummer), *(dubbele[een] for een in sorted(dubbele))]

    def prestatie_in(self, aanbieder: str, nummer: str, referentie: str) -> Prestatie | None:
        """The prestatie with this reference in a declaratie, also when the reference is another's."""
        eigen = self.prestatie(aanbieder, referentie)
        if eigen is not None and eigen.declaratie_nummer == nummer:
            return eigen
        return self._dubbel_in.get((aanbieder, nummer), {}).get(referentie)

    def toegekend_zonder_boeking(self, aanbieder: str, nummer: str) -> int:
        """How many prestaties of a declaratie were granted and count for nothing, for what they name.

        The reference is another's, the toewijzing is not this aanbieder's, or a credit takes nothing back.
        """
        toegekend = (een for een in self.in_declaratie(aanbieder, nummer) if een.uitslag == "goedgekeurd")
        return sum(bool(een.dubbel_in) or not self._heeft_gevolg(een) for een in toegekend)

    def _heeft_gevolg(self, prestatie: Prestatie) -> bool:
        if prestatie.is_credit:
            debet = self.prestatie(prestatie.aanbieder, prestatie.vorig_referentie)
            return debet is not None and debet.is_gecrediteerd and plaats_van(debet) == plaats_van(prestatie)
        toewijzing = self.toewijzing(prestatie.gemeente, prestatie.toewijzing_nummer)
        return toewijzing is not None and toewijzing.aanbieder == prestatie.aanbieder

    def prestatie(self, aanbieder: str, referentie: str | None) -> Prestatie | None:
        """The prestatie of an aanbieder with this ReferentieNummer, which may be empty; None where none is named."""
        return None if referentie is None else self._prestaties.get((aanbieder, referentie))

    def prestaties(self, gemeente: str, toewijzing_nummer: int) -> list[Prestatie]:
        """All prestaties on a toewijzing, by begin and reference."""
        toewijzing = self.toewijzing(gemeente, toewijzing_nummer)
        if toewijzing is None:
            return []
        hier = (gemeente, toewijzing_nummer)
        referenties = dict.fromkeys(self._op_toewijzing.get(hier, ()))
        alle = (self._prestaties.get((toewijzing.aanbieder, een)) for een in referenties)
        eigen = (rij for rij in alle if rij is not None and (rij.gemeente, rij.toewijzing_nummer) == hier)
        return sorted(eigen, key=lambda rij: (rij.begindatum, rij.referentie))

    def rijen(self) -> list[Rij]:
        """Every row, removed leveringen included."""
        return [
            *self._toewijzingen.values(),
            *chain.from_iterable(map(self._leveringen_van, self._leveringen)),
            *self._verzoeken.values(),
            *(deel for delen in self._delen.values() for deel in delen.values()),
            *self._declaraties.values(),
            *self._prestaties.values(),
            *(rij for dubbele in self._dubbel_in.values() for rij in dubbele.values()),
        ]

    def vouw(self, positie: int, feit: Gebeurtenis) -> None:
        """Add one gebeurtenis, booked at `positie`.

        A gebeurtenis that changes nothing here (the same version sent again, a stop on a start that is not known)
        leaves no trace, and neither does one whose place is taken: what is there is never replaced by what came as new
        under the same key. A BerichtBeantwoord is not folded: see `herzie`. What is about a bericht, the register or
        access changes no state of care.
        """
        if not isinstance(feit, Standgebeurtenis):
            return
        match feit:
            case ToewijzingVastgesteld():
                self._stel_vast(positie, feit)
            case VerzoekOntvangen():
                if self.verzoek(feit.aanbieder, feit.referentie) is None:
                    self._wissel(positie, None, verzoeken.na_ontvangst(feit))
            case WijzigingVerzocht():
                if self.verzoek(feit.aanbieder, feit.referentie) is None:
                    self._wissel(positie, None, verzoeken.na_wijzigingsverzoek(feit))
                    for deel in verzoeken.delen_van(feit):
                        self._wissel(positie, None, deel)
            case VerzoekAfgewezen() | VerzoekInOnderzoek():
                self._beantwoord(positie, feit.referentie, feit)
            case LeveringGestart():
                levering = self._levering(feit)
                if levering is None or levering.is_verwijderd:
                    self._wissel(positie, levering, leveringen.na_start(feit))
            case StartVerwijderd() | LeveringGestopt() | StopVerwijderd():
                self._wijzig_levering(positie, feit)
            case DeclaratieIngediend():
                self._wissel(positie, self.declaratie(feit.aanbieder, feit.nummer), declaraties.na_indiening(feit))
            case PrestatieIngediend():
                self._dien_in(positie, feit)
            case DeclaratieBeantwoord():
                self._beantwoord_declaratie(positie, feit)
            case _:
                assert_never(feit)

    def _stel_vast(self, positie: int, feit: ToewijzingVastgesteld) -> None:
        oud = self.toewijzing(feit.gemeente, feit.nummer)
        if oud is None or oud.is_van(feit):
            self._wissel(positie, oud, toewijzingen.na_vaststelling(oud, feit))
            if feit.referentie_aanbieder is not None:
                self._beantwoord(positie, feit.referentie_aanbieder, feit)

    def _beantwoord(
        self, positie: int, referentie: str, feit: VerzoekAfgewezen | VerzoekInOnderzoek | ToewijzingVastgesteld
    ) -> None:
        verzoek = self.verzoek_aan(feit.gemeente, feit.aanbieder, referentie)
        if verzoek is not None and verzoek.client == getattr(feit, "client", verzoek.client):
            self._wissel(positie, verzoek, verzoeken.na_antwoord(verzoek, feit))
            if isinstance(feit, ToewijzingVastgesteld):
                self._wijs_delen_toe(positie, verzoek, feit.nummer)

    def _wijs_delen_toe(self, positie: int, verzoek: Verzoek, nummer: int) -> None:
        for aanbieder, referentie, volgnr in sorted(self._genoemd.get(nummer, ())):
            deel = self._delen[aanbieder, referentie][volgnr]
            if (aanbieder, referentie) == (verzoek.aanbieder, verzoek.referentie) and not deel.is_toegewezen:
                self._wissel(positie, deel, msgspec.structs.replace(deel, is_toegewezen=True))

    def _levering(self, feit: Leveringsgebeurtenis) -> Levering | None:
        plek = (feit.gemeente, feit.aanbieder, feit.toewijzing_nummer)
        return self._leveringen[feit.client].get(plek, {}).get(leveringen.sleutel(feit))

    def _wijzig_levering(self, positie: int, feit: StartVerwijderd | LeveringGestopt | StopVerwijderd) -> None:
        oud = self._levering(feit)
        if oud is None or oud.is_verwijderd:
            return
        match feit:
            case StartVerwijderd():
                nieuw = leveringen.zonder_start(oud)
            case LeveringGestopt():
                nieuw = leveringen.na_stop(oud, feit)
            case StopVerwijderd():
                nieuw = leveringen.zonder_stop(oud, feit)
            case _:
                assert_never(feit)
        self._wissel(positie, oud, nieuw)

    def _dien_in(self, positie: int, feit: PrestatieIngediend) -> None:
        """A reference that is in use stays what it was (TR314); that of a declaratie that was not sent is free.

        So is one of which the gateway found something, until it is answered. Who cannot have it, waits beside it.
        """
        oud = self.prestatie(feit.aanbieder, feit.referentie)
        nieuw = declaraties.na_prestatie(feit)
        if oud is not None and oud.uitslag == "ingediend" and oud.is_betwist and nieuw.geldt:
            self._zet_ernaast(positie, oud)
        elif oud is not None and oud.uitslag != "verworpen":
            if nieuw.uitslag == "ingediend":
                self._zet_ernaast(positie, nieuw)
            return
        self._wissel(positie, oud, nieuw)
        if nieuw.uitslag == "goedgekeurd":
            self._crediteer(positie, nieuw)

    def _zet_ernaast(self, positie: int, prestatie: Prestatie) -> None:
        nummer = prestatie.declaratie_nummer
        oud = self._dubbel_in.get((prestatie.aanbieder, nummer), {}).get(prestatie.referentie)
        self._wissel(positie, oud, msgspec.structs.replace(prestatie, dubbel_in=nummer))

    def _beantwoord_declaratie(self, positie: int, feit: DeclaratieBeantwoord) -> None:
        oud = self.declaratie_met(feit.aanbieder, feit.identificatie)
        if oud is None or oud.gemeente != feit.gemeente:
            return
        self._wissel(positie, oud, declaraties.na_antwoord(oud, feit))
        afgewezen = frozenset(feit.afgewezen)
        for prestatie in self.in_declaratie(oud.aanbieder, oud.nummer):
            if prestatie.uitslag == "ingediend":
                uitslag: Uitslag = "afgewezen" if prestatie.referentie in afgewezen else "goedgekeurd"
                if feit.is_verworpen:
                    uitslag = "verworpen"
                self._beslis(positie, prestatie, msgspec.structs.replace(prestatie, uitslag=uitslag))

    def _beslis(self, positie: int, oud: Prestatie, nieuw: Prestatie) -> None:
        """What is granted gets its reference, unless another has it that was answered: who waits makes room."""
        self._wissel(positie, oud, nieuw)
        if nieuw.uitslag != "goedgekeurd":
            return
        if nieuw.dubbel_in:
            houder = self.prestatie(oud.aanbieder, oud.referentie)
            if houder is not None and houder.uitslag in ("goedgekeurd", "afgewezen"):
                return
            if houder is not None and houder.uitslag == "ingediend":
                self._zet_ernaast(positie, houder)
            self._verwijder(nieuw)
            self.wijzigingen.append(Wijziging(positie, nieuw, None))
            nieuw = msgspec.structs.replace(nieuw, dubbel_in="")
            self._wissel(positie, houder, nieuw)
        self._crediteer(positie, nieuw)

    def _crediteer(self, positie: int, credit: Prestatie) -> None:
        """An approved credit takes its debet back, of the same toewijzing (OP360, TR323)."""
        if credit.is_credit and credit.vorig_referentie is not None:
            debet = self.prestatie(credit.aanbieder, credit.vorig_referentie)
            if debet is not None and plaats_van(debet) == plaats_van(credit):
                self._wissel(positie, debet, msgspec.structs.replace(debet, is_gecrediteerd=True))

    def herzie(self, positie: int, client: bytes, bevestigd: "Stand", totaal: "Stand") -> list[Wijziging]:
        """Make the toewijzingen, leveringen and verzoeken of a client what they are in the layer `totaal`.

        All of them must be here. What is otherwise in the layer `bevestigd` is voorlopig, and is kept beside it.
        Answers what changed in `totaal`.
        """
        zeker = {sleutel_van(rij): rij for rij in bevestigd._rijen_van(client)}
        nieuw = {sleutel: gemerkt(rij, zeker) for rij in totaal._rijen_van(client) if (sleutel := sleutel_van(rij))}
        oud = {sleutel_van(rij): rij for rij in self._rijen_van(client)}
        begin = len(self.wijzigingen)
        for sleutel in sorted(oud.keys() | nieuw.keys(), key=str):
            was, wordt = oud.get(sleutel), nieuw.get(sleutel)
            if wordt is None and was is not None:
                self._verwijder(was)
            elif wordt is not None and wordt != was:
                self._zet(wordt)
            if was != wordt:
                self.wijzigingen.append(Wijziging(positie, was, wordt))
        gewijzigd = self.wijzigingen[begin:]
        self._zet_bevestigd(positie, client, {een: zeker[een] for een in zeker if zeker[een] != nieuw[een]})
        return gewijzigd

    def ken_bevestigd(self, rijen: Iterable[Lagenrij]) -> None:
        """Add confirmed rows that were loaded: what is here of them is voorlopig."""
        for rij in rijen:
            self._bevestigd[rij.client][sleutel_van(rij)] = rij

    def bevestigd(self, client: bytes) -> list[Rij]:
        """What the rows of a client that are voorlopig would be without what waits for an answer, where they would."""
        return list(self._bevestigd[client].values())

    def _zet_bevestigd(self, positie: int, client: bytes, nieuw: dict[Sleutel, Rij]) -> None:
        oud = self._bevestigd[client]
        for sleutel in sorted(oud.keys() | nieuw.keys(), key=str):
            if (was := oud.get(sleutel)) != (wordt := nieuw.get(sleutel)):
                self.wijzigingen.append(Wijziging(positie, was, wordt, is_bevestigd=True))
        self._bevestigd[client] = nieuw

    def _rijen_van(self, client: bytes) -> list[Rij]:
        verzoeken_ = self.verzoeken(client)
        return [
            *self.toewijzingen(client),
            *self._leveringen_van(client),
            *verzoeken_,
            *(deel for verzoek in verzoeken_ for deel in self.delen(verzoek.aanbieder, verzoek.referentie)),
        ]

    def _leveringen_van(self, client: bytes) -> Iterator[Levering]:
        return chain.from_iterable(rijen.values() for rijen in self._leveringen[client].values())

    def _verwijder(self, rij: Rij) -> None:
        match rij:
            case Toewijzing():
                del self._toewijzingen[rij.gemeente, rij.nummer]
                self._nummers[rij.client].discard((rij.gemeente, rij.nummer))
            case Levering():
                del self._leveringen[rij.client][plek_van(rij)][rij.sleutel]
            case Verzoek():
                del self._verzoeken[rij.aanbieder, rij.referentie]
                self._referenties[rij.client].discard((rij.aanbieder, rij.referentie))
            case Wijzigingsdeel():
                del self._delen[rij.aanbieder, rij.referentie][rij.volgnr]
                self._genoemd[rij.toewijzing_nummer or 0].discard((rij.aanbieder, rij.referentie, rij.volgnr))
            case Prestatie() if rij.dubbel_in:
                del self._dubbel_in[rij.aanbieder, rij.dubbel_in][rij.referentie]
            case Declaratie() | Prestatie():
                raise AssertionError("a declaratie is undone by its JW325, which leaves it as `verworpen`")
            case _:
                assert_never(rij)

    def _wissel(self, positie: int, oud: Rij | None, nieuw: Rij) -> None:
        if nieuw != oud:
            self._zet(nieuw)
            self.wijzigingen.append(Wijziging(positie, oud, nieuw))

    def _zet(self, rij: Rij) -> None:
        match rij:
            case Toewijzing():
                self._toewijzingen[rij.gemeente, rij.nummer] = rij
                self._nummers[rij.client].add((rij.gemeente, rij.nummer))
            case Levering():
                self._leveringen[rij.client].setdefault(plek_van(rij), {})[rij.sleutel] = rij
            case Verzoek():
                self._verzoeken[rij.aanbieder, rij.referentie] = rij
                self._referenties[rij.client].add((rij.aanbieder, rij.referentie))
            case Wijzigingsdeel():
                deel = (rij.aanbieder, rij.referentie, rij.volgnr)
                if was_deel := self._delen[rij.aanbieder, rij.referentie].get(rij.volgnr):
                    self._genoemd[was_deel.toewijzing_nummer or 0].discard(deel)
                self._delen[rij.aanbieder, rij.referentie][rij.volgnr] = rij
                if rij.toewijzing_nummer is not None:
                    self._genoemd[rij.toewijzing_nummer].add(deel)
            case Declaratie():
                self._declaraties[rij.aanbieder, rij.nummer] = rij
                self._identificaties[rij.aanbieder, rij.identificatie] = rij.nummer
            case Prestatie() if rij.dubbel_in:
                self._dubbel_in[rij.aanbieder, rij.dubbel_in][rij.referentie] = rij
                self._clienten_in[rij.aanbieder, rij.dubbel_in].add(rij.client)
            case Prestatie():
                was = self._prestaties.get((rij.aanbieder, rij.referentie))
                self._prestaties[rij.aanbieder, rij.referentie] = rij
                plek = (rij.gemeente, rij.toewijzing_nummer)
                if was is None or (was.gemeente, was.toewijzing_nummer) != plek:
                    self._op_toewijzing.setdefault(plek, []).append(rij.referentie)
                self._in_declaratie[rij.aanbieder, rij.declaratie_nummer].add(rij.referentie)
                self._clienten_in[rij.aanbieder, rij.declaratie_nummer].add(rij.client)
            case _:
                assert_never(rij)


def _levend(rijen: Iterable[Levering]) -> list[Levering]:
    """What was not removed, by Begindatum."""
    levend = (levering for levering in rijen if not levering.is_verwijderd)
    return sorted(levend, key=lambda levering: (levering.begindatum, levering.sleutel))
