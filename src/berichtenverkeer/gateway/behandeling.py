# SPDX-License-Identifier: EUPL-1.2
"""One bericht within a batch: its verdict is booked, so that each sees what those before it did. In memory.

`verdict` decides, `writer` makes the rows, `verwerking` hands them to the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

import msgspec

from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.ids import nieuw_id
from berichtenverkeer.gateway.afwijzing import afwijzing
from berichtenverkeer.gateway.antwoorden import heen_sleutel, heen_van, toegekend_niet_geboekt
from berichtenverkeer.gateway.beller import gateway_zelf
from berichtenverkeer.gateway.omgeving import Omgeving
from berichtenverkeer.gateway.onbeantwoord import Onbeantwoord, is_bezet
from berichtenverkeer.gateway.signalen import signalen
from berichtenverkeer.gateway.verdict import (
    Answer,
    EmptyAnswer,
    FirstAnswer,
    Judged,
    Repeated,
    SecondAnswer,
    Unanswerable,
    Verdict,
    is_answer,
    judge,
    judge_answer,
)
from berichtenverkeer.gateway.werk import Bon, Werk
from berichtenverkeer.gateway.writer import Writer
from berichtenverkeer.ledger import boeken
from berichtenverkeer.ledger.boek import Sleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Levensgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord, RetourOntvangen
from berichtenverkeer.ledger.gebeurtenissen.declaraties import DeclaratieBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.zorg import VerzoekAfgewezen, VerzoekInOnderzoek
from berichtenverkeer.ledger.kluis import Maandsleutel
from berichtenverkeer.ledger.koppen import Kop
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.projections.herziening import Geboekt, Lagen, is_los, lagen, niet_te_boeken
from berichtenverkeer.projections.rijen import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.meldingen.signalen import NIET_GEBOEKT
from berichtenverkeer.validation.toetsing import Oordeel


class Batch:
    """The state of one batch while its berichten are handled in order, so that each sees what those before it did."""

    def __init__(
        self,
        omgeving: Omgeving,
        stand: Stand,
        eerdere: Sequence[Kop],
        boekhouding: Boekhouding,
        posities: Iterator[int],
        onbeantwoord: Onbeantwoord | None = None,
        sleutels: Mapping[date, Maandsleutel] | None = None,
    ) -> None:
        """`sleutels`: the data keys of the months of `eerdere`, as far as they are still there."""
        self._sleutels = {**(sleutels or {}), omgeving.sleutel.maand: omgeving.sleutel}
        self._onbeantwoord = dict(onbeantwoord.heen) if onbeantwoord else {}
        self._levens = onbeantwoord.levens if onbeantwoord else {}
        self._los = {client for client, leven in self._levens.items() if is_los(leven)}
        self._omgeving = omgeving
        self._stand = stand
        self._boekhouding = boekhouding
        self._posities = posities
        self._bekend: dict[Sleutel, list[Kop]] = {}
        self.writer = Writer(omgeving)
        for kop in eerdere:
            self._onthoud(kop)

    def behandel(self, werk: Werk, feiten: Sequence[Gebeurtenis]) -> Bon:
        """The receipt of one bericht. `feiten` is what it makes happen if it is approved, but for its prestaties."""
        heen, client = self._heen(werk), self._client_van(werk, feiten)
        verdict = self._decide(werk, heen, feiten)
        match verdict:
            case Repeated():
                return Bon.van(verdict.kop, werk.sha256, is_herhaald=True)
            case Judged():
                return Bon.van(self._book(werk, heen, verdict, client), werk.sha256)
            case Unanswerable() | SecondAnswer() | FirstAnswer() | EmptyAnswer():
                return Bon.van(self._book_answer(werk, verdict), werk.sha256)
            case _:
                assert_never(verdict)

    def _decide(self, werk: Werk, heen: Kop | None, feiten: Sequence[Gebeurtenis]) -> Verdict:
        zelfde = self._bekend.get(werk.sleutel, [])
        if (kop := next((een for een in zelfde if self._heeft_bytes(een, werk)), None)) is not None:
            return Repeated(kop)
        if is_answer(werk, heen):
            is_open = heen is not None and heen.id in self._onbeantwoord
            return judge_answer(werk, heen, feiten, is_eerste=not zelfde, is_open=is_open)
        return judge(werk, feiten, self._stand, self._omgeving, is_eerste=not zelfde)

    def _book(self, werk: Werk, heen: Kop | None, verdict: Judged, client: bytes | None) -> Kop:
        """Book what the gateway judged, with its answer and, for who has that mandate, the rejections that follow."""
        positie, uit_positie = next(self._posities), next(self._posities)
        besluiten = self._boek(werk, verdict.feiten, client, is_betwist=verdict.is_betwist)
        kop = self.writer.received(
            werk,
            positie,
            verdict.oordeel,
            [*verdict.bevindingen, *signalen(werk, besluiten), *self._niet_geboekt(verdict.feiten)],
            client=client,
            is_eerste=verdict.is_eerste,
            is_betwist=verdict.is_betwist,
            heen=heen,
            retour_id=nieuw_id() if verdict.uit is not None else None,
        )
        self._onthoud(kop)
        if verdict.uit is not None:
            self._onthoud(self.writer.answered(werk, kop, verdict.uit, uit_positie))
        for besluit in besluiten:
            self._wijs_af(werk, besluit)
        return kop

    def _book_answer(self, werk: Werk, answer: Answer) -> Kop:
        """Book what a party answered itself. It is the answer when there was none; otherwise a signal."""
        positie = next(self._posities)
        oordeel, is_eerste, bevindingen = Oordeel.GOEDGEKEURD, True, list[Bevinding]()
        match answer:
            case Unanswerable():
                oordeel, is_eerste, bevindingen = Oordeel.AFGEKEURD, answer.is_eerste, [answer.fout]
            case SecondAnswer():
                feit = RetourOntvangen(heen_id=answer.heen.id, wijkt_af=answer.wijkt_af)
                self._boek(werk, [feit], werk.client)
                bevindingen = [answer.signaal]
            case FirstAnswer():
                del self._onbeantwoord[answer.heen.id]
                is_geboekt, besluiten = self._beantwoord(werk, answer.heen, answer.feit)
                bevindingen = [*([] if is_geboekt else [NIET_GEBOEKT.op()]), *signalen(werk, besluiten)]
            case EmptyAnswer():
                del self._onbeantwoord[answer.heen.id]
                bevindingen = list(answer.signalen)
            case _:
                assert_never(answer)
        kop = self.writer.received(
            werk, positie, oordeel, bevindingen, client=werk.client, is_eerste=is_eerste, heen=answer.heen
        )
        self._onthoud(kop)
        return kop

    def _niet_geboekt(self, feiten: Sequence[Gebeurtenis]) -> list[Bevinding]:
        """What a JW325 of a gemeente grants and nothing is booked of."""
        (feit, *_) = (*feiten, None)
        if not isinstance(feit, DeclaratieBeantwoord) or feit.is_verworpen:
            return []
        declaratie = self._stand.declaratie_met(feit.aanbieder, feit.identificatie)
        assert declaratie is not None, "TR337"
        aantal = self._stand.toegekend_zonder_boeking(feit.aanbieder, declaratie.nummer)
        return [toegekend_niet_geboekt(aantal)] if aantal else []

    def _heeft_bytes(self, kop: Kop, werk: Werk) -> bool:
        """Whether these are the bytes of `kop`. Nobody can tell any more when the key of its month was destroyed."""
        sleutel = self._sleutels.get(kop.sleutel_maand)
        return sleutel is not None and kop.sha256_verzegeld == sleutel.verzegel_hash(werk.sha256)

    def verval(self) -> None:
        """Let reservations lapse whose term is over, before anything is decided."""
        for positie, feit in self._boekhouding.verval(self._posities):
            self._leg_vast(positie, feit)

    def _wijs_af(self, werk: Werk, besluit: PlafondBesloten) -> None:
        """Answer a verzoek for a gemeente whose mandate is `blokkeren` (definitions.md 6.3)."""
        register, vandaag = self._omgeving.register, self._omgeving.vandaag
        is_nee = isinstance(werk.bericht, JW315 | JW317) and Uitkomst(besluit.uitkomst).is_nee
        if not is_nee or register.mandaat(werk.gemeente, vandaag) != "blokkeren":
            return
        namens = gateway_zelf(self._omgeving.regio, werk.bestemming)
        antwoord = afwijzing(namens, werk, besluit.claim.referentie, next(self._posities), vandaag)
        # Should a rule turn it down after all, it is kept as rejected and the verzoek stays open for the gemeente.
        self.behandel(antwoord, boeken.gebeurtenissen(antwoord.bericht, {}, vandaag))

    def _heen(self, werk: Werk) -> Kop | None:
        """The bericht that this one answers, if it answers one and that one is known."""
        sleutel = heen_sleutel(werk)
        return None if sleutel is None else heen_van(werk, self._bekend.get(sleutel, ()))

    def _onthoud(self, kop: Kop) -> None:
        self._bekend.setdefault(kop.sleutel, []).append(kop)

    def _boek(
        self, werk: Werk, feiten: Sequence[Gebeurtenis], client: bytes | None = None, *, is_betwist: bool = False
    ) -> list[PlafondBesloten]:
        """Fold what a bericht makes happen, then what that does to the money; answers the decisions.

        `client` is whom all of it is about, None when it is of more. What `is_betwist` is written down and waits.
        """
        geboekt = [(next(self._posities), feit) for feit in feiten]
        for positie, feit in geboekt:
            self._leg_vast(positie, feit, werk, client or getattr(feit, "client", None), is_betwist=is_betwist)
        if is_betwist and client is not None:
            return []
        if client in self._los and geboekt:
            self._herzie(geboekt[-1][0], client)
        else:
            for positie, feit in geboekt:
                self._stand.vouw(positie, feit)
        return self._besluit(werk, geboekt, client)

    def _besluit(
        self, werk: Werk, geboekt: Sequence[tuple[int, Gebeurtenis]], client: bytes | None
    ) -> list[PlafondBesloten]:
        besluiten = self._boekhouding.na_bericht(self._stand, geboekt, self._posities)
        for positie, feit in besluiten:
            self._leg_vast(positie, feit, werk, client)
        return [feit for _, feit in besluiten if isinstance(feit, PlafondBesloten)]

    def _client_van(self, werk: Werk, feiten: Sequence[Gebeurtenis]) -> bytes | None:
        """Whom a bericht is about, to find all of a client together: of a JW319 for whom the request is."""
        for feit in feiten:
            if isinstance(feit, VerzoekAfgewezen | VerzoekInOnderzoek):
                verzoek = self._stand.verzoek_aan(feit.gemeente, feit.aanbieder, feit.referentie)
                return verzoek.client if verzoek else None
        return werk.client

    def _herzie(self, positie: int, client: bytes) -> tuple[Lagen, list[Wijziging]]:
        """Fold a client anew of whom somebody answers, or answered, himself."""
        twee = lagen(self._levens[client])
        return twee, self._stand.herzie(positie, client, twee.bevestigd, twee.totaal)

    def _beantwoord(self, werk: Werk, heen: Kop, feit: BerichtBeantwoord) -> tuple[bool, list[PlafondBesloten]]:
        """Confirm or undo; whether all that was approved could be booked, and what was decided on it."""
        leven = self._levens.get(feit.client, []) if feit.client is not None else []
        eigen = [een for een in leven if een.bericht_id == heen.id and een.feit.is_voorlopig]
        if feit.is_goedgekeurd:
            bezet = (een.positie for een in eigen if is_bezet(self._stand, [een.feit]))
            weg = {*niet_te_boeken(leven, heen.id), *bezet}
            feit = msgspec.structs.replace(feit, niet_geboekt=tuple(sorted(weg)))
        positie = next(self._posities)
        self._leg_vast(positie, feit, werk, feit.client)
        if feit.client is None:
            return not feit.is_goedgekeurd, []
        twee, wijzigingen = self._herzie(positie, feit.client)
        geboekt = [een for een in eigen if een.positie not in {*feit.niet_geboekt, *twee.zonder_gevolg}]
        nieuw = [(positie, een.feit) for een in geboekt if feit.is_goedgekeurd and een.is_betwist]
        besluiten = self._besluit(werk, nieuw, feit.client)
        self._boekhouding.herzie(positie, self._stand, wijzigingen)
        return not feit.is_goedgekeurd or len(geboekt) == len(eigen) > 0, besluiten

    def _leg_vast(
        self,
        positie: int,
        feit: Gebeurtenis,
        werk: Werk | None = None,
        client: bytes | None = None,
        *,
        is_betwist: bool = False,
    ) -> None:
        """Write down what `werk` made happen (None: what the time did), also in the life of its client."""
        if client is not None and client in self._levens and isinstance(feit, Levensgebeurtenis):
            self._levens[client].append(Geboekt(positie, werk.id if werk else None, feit, is_betwist))
            if feit.is_voorlopig:
                self._los.add(client)
        self.writer.happened(positie, feit, werk, client)
