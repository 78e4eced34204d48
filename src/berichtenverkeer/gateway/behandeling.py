# SPDX-License-Identifier: EUPL-1.2
"""One bericht within a batch: repeated, judged, answered, booked, delivered. In memory; `verwerking` writes it down."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from berichtenverkeer.berichten import Bericht, Retourbericht, dagtekening, identificatie, soort
from berichtenverkeer.berichten.jw315 import JW315
from berichtenverkeer.berichten.jw317 import JW317
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.core.bevinding import Bevinding, Gevolg, Niveau
from berichtenverkeer.core.ids import identificatie_van, nieuw_id
from berichtenverkeer.core.klok import Klok
from berichtenverkeer.gateway.afwijzing import afwijzing
from berichtenverkeer.gateway.antwoorden import (
    IDENTIFICATIE_UNIEK,
    heen_sleutel,
    heen_van,
    keurt_goed,
    niet_uniek,
    toegekend_niet_geboekt,
)
from berichtenverkeer.gateway.beller import Beller, gateway_zelf
from berichtenverkeer.gateway.bezorging import poststukken
from berichtenverkeer.gateway.onbeantwoord import Onbeantwoord, is_bezet
from berichtenverkeer.gateway.signalen import afwijkingen, begrensd, signalen
from berichtenverkeer.gateway.werk import Bon, Werk
from berichtenverkeer.ledger import boek, boeken, draden
from berichtenverkeer.ledger.boek import BerichtRij, GebeurtenisRij, Sleutel
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis, Levensgebeurtenis
from berichtenverkeer.ledger.gebeurtenissen.berichten import BerichtBeantwoord, RetourOntvangen
from berichtenverkeer.ledger.gebeurtenissen.declaraties import DeclaratieBeantwoord
from berichtenverkeer.ledger.gebeurtenissen.plafonds import PlafondBesloten
from berichtenverkeer.ledger.gebeurtenissen.zorg import VerzoekAfgewezen, VerzoekInOnderzoek
from berichtenverkeer.ledger.kluis import Kluis, Maandsleutel
from berichtenverkeer.ledger.koppen import Kop, kop_van
from berichtenverkeer.plafonds.besluit import Uitkomst
from berichtenverkeer.plafonds.boekhouding import Boekhouding
from berichtenverkeer.postvak.bak import Poststuk
from berichtenverkeer.projections.herziening import Geboekt, Lagen, is_los, lagen, niet_te_boeken
from berichtenverkeer.projections.historie import Historie
from berichtenverkeer.projections.rijen import Wijziging
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.regels.melding import gevolgen
from berichtenverkeer.regels.meldingen import signalen as signaal
from berichtenverkeer.regels.meldingen.verkeer import RETOUR_ONBEKEND
from berichtenverkeer.register.stand import RegisterStand
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.validation.antwoord import Antwoord, antwoord
from berichtenverkeer.validation.toetsing import Oordeel, toets


class Omgeving(msgspec.Struct, frozen=True):
    """What does not change within a batch: region, register, moment and day of receipt, the data key of its month.

    `kluis` has the keys of other months. `grootste` is how many bytes a bericht may have, and so an answer. From `klok`
    was read what is `nu`.
    """

    regio: str
    register: RegisterStand
    nu: datetime
    vandaag: date
    kluis: Kluis
    sleutel: Maandsleutel
    grootste: int
    klok: Klok | None = None


class Oogst(msgspec.Struct):
    """What a batch adds to the ledger and the mailboxes."""

    berichten: list[BerichtRij] = []
    gebeurtenissen: list[GebeurtenisRij] = []
    post: list[Poststuk] = []


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
        self.oogst = Oogst()
        for kop in eerdere:
            self._onthoud(kop)

    def behandel(self, werk: Werk, feiten: Sequence[Gebeurtenis]) -> Bon:
        """The receipt of one bericht. `feiten` is what it makes happen if it is approved."""
        zelfde = self._bekend.get(werk.sleutel, [])
        for kop in zelfde:
            if self._heeft_bytes(kop, werk):
                return Bon.van(kop, werk.sha256, is_herhaald=True)
        if werk.soort.is_retourbericht or self._boekt_niets(werk):
            return self._ontvang_retour(werk, feiten, is_eerste=not zelfde)
        historie = self._historie(werk, is_eerste=not zelfde)
        bevindingen = self._oordeel(werk, historie)
        opmerkingen = afwijkingen(werk, historie, bevindingen)
        del historie  # what it looked up for a large declaratie is large too
        positie, antwoordpositie = next(self._posities), next(self._posities)
        uit = self._antwoord(werk, bevindingen, identificatie_van("BV", antwoordpositie))
        if uit is not None:
            bevindingen = list(uit.bevindingen)
        client = self._client_van(werk, feiten)
        if werk.wacht_op_antwoord and not zelfde:
            if is_bezet(self._stand, feiten):
                feiten, opmerkingen = (), [signaal.NUMMER_BEZET.op(), *opmerkingen]
            if isinstance(werk.bericht, JW323):
                feiten = boeken.betwist(werk.bericht, feiten, (een.pad for een in bevindingen))
            oordeel, feiten = Oordeel.VOORLOPIG, [msgspec.structs.replace(feit, is_voorlopig=True) for feit in feiten]
        else:
            if uit is not None and isinstance(uit.bericht, JW325):  # one by one: what was rejected is booked as such
                feiten = boeken.beantwoord(feiten, uit.bericht, self._omgeving.vandaag)
            elif bevindingen:
                feiten = ()
            oordeel = Oordeel.GOEDGEKEURD if feiten else Oordeel.AFGEKEURD
        besluiten = self._boek(werk, feiten, client, is_betwist=oordeel is Oordeel.VOORLOPIG and bool(bevindingen))
        kop = self._noteer(
            werk,
            oordeel,
            [*bevindingen, *opmerkingen, *signalen(werk, besluiten), *self._niet_geboekt(feiten)],
            client,
            positie=positie,
            is_eerste=not zelfde,
            retour_id=nieuw_id() if uit is not None else None,
            heen=self._heen(werk),
        )
        if uit is not None:
            self._verstuur_antwoord(werk, kop, uit, antwoordpositie)
        for besluit in besluiten:
            self._wijs_af(werk, besluit)
        return Bon.van(kop, werk.sha256)

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

    def _historie(self, werk: Werk, *, is_eerste: bool) -> Historie:
        return Historie(
            self._stand,
            self._omgeving.register,
            werk.gemeente,
            werk.aanbieder,
            werk.clienten,
            self._omgeving.vandaag,
            werk.verzender.code,
            identificatie_is_gebruikt=not is_eerste,
            declaratie_identificatie=_declaratie(werk.bericht),
        )

    def _oordeel(self, werk: Werk, historie: Historie) -> list[Bevinding]:
        """All findings of the first level that has any; the two outer levels count as one."""
        regels, lijn = werk.invoer.standaard.regels, werk.invoer.regelnummers
        if historie.identificatie_is_gebruikt:
            overstijgend = toets(regels, werk.bericht, lijn, historie, Niveau.BERICHTOVERSTIJGEND)
            return [bevinding for bevinding in overstijgend if bevinding.code == IDENTIFICATIE_UNIEK]
        if werk.bevindingen:
            return werk.bevindingen
        return toets(regels, werk.bericht, lijn, historie, Niveau.BERICHTOVERSTIJGEND, Niveau.EXTERN)

    def _antwoord(self, werk: Werk, bevindingen: Sequence[Bevinding], identificatie: str) -> Antwoord | None:
        """What the gateway answers for the receiver; None when he does so himself, and on a JW325."""
        if werk.wacht_op_antwoord or not (isinstance(werk.bericht, JW323) or werk.soort.retour):
            return None
        omgeving = self._omgeving
        standaard = werk.invoer.standaard
        return antwoord(standaard, werk.bericht, bevindingen, identificatie, omgeving.vandaag, omgeving.grootste)

    def _verstuur_antwoord(self, werk: Werk, heen: Kop, uit: Antwoord, positie: int) -> None:
        """Keep what was answered on behalf of the receiver and put it in the sender's mailbox."""
        assert heen.retour_id is not None, "an answer was announced"
        bericht, data = uit.bericht, uit.data
        self._bewaar(
            data,
            gateway_zelf(self._omgeving.regio, werk.bestemming),
            id=heen.retour_id,
            positie=positie,
            ontvangen_op=self._omgeving.nu,
            soort=soort(bericht),
            afzender=bericht.header.afzender,
            ontvanger=bericht.header.ontvanger,
            verzender=werk.bestemming.code,
            bestemming=werk.verzender.code,
            identificatie=identificatie(bericht),
            dagtekening=self._omgeving.vandaag,
            sha256=sha256(data).digest(),
            oordeel=Oordeel.GOEDGEKEURD,
            bron="gateway",
            eerste=True,
            is_bezorgd=True,
            is_boekbaar=True,
            is_betwist=False,
            client=werk.client if _heeft_client(bericht) else None,
            retour_id=None,
            heen_id=heen.id,
            bevindingen=(),
        )

    def _boekt_niets(self, werk: Werk) -> bool:
        """Whether this is a JW325 on a JW323 that the gateway answered, or that it could not book."""
        heen = self._heen(werk)
        return heen is not None and (heen.retour_id is not None or not (heen.is_boekbaar or werk.bevindingen))

    def _ontvang_retour(self, werk: Werk, feiten: Sequence[Gebeurtenis], *, is_eerste: bool) -> Bon:
        """Keep what a party answered itself. It is the answer when there was none; otherwise a signal."""
        heen = self._heen(werk)
        positie = next(self._posities)
        klopt = heen is not None and is_eerste
        bevindingen: list[Bevinding] = []
        if not is_eerste:
            bevindingen = [niet_uniek(werk)]
        elif heen is None:
            bevindingen = [RETOUR_ONBEKEND.op()]
        elif heen.id not in self._onbeantwoord:
            bevindingen = [signaal.RETOUR_DUBBEL.op()]
            wijkt_af = keurt_goed(werk.bericht) != (heen.oordeel == "goedgekeurd")
            self._boek(werk, [RetourOntvangen(heen_id=heen.id, wijkt_af=wijkt_af)], werk.client)
        else:
            bevindingen = self._antwoord_zelf(werk, self._onbeantwoord.pop(heen.id), feiten)
        oordeel = Oordeel.GOEDGEKEURD if klopt else Oordeel.AFGEKEURD
        kop = self._noteer(werk, oordeel, bevindingen, werk.client, positie=positie, is_eerste=is_eerste, heen=heen)
        return Bon.van(kop, werk.sha256)

    def _antwoord_zelf(self, werk: Werk, heen: Kop, feiten: Sequence[Gebeurtenis]) -> list[Bevinding]:
        """Book the one answer; what there is to say about it, to both."""
        niet_geboekt = signaal.NIET_GEBOEKT.op()
        if not heen.is_boekbaar or not werk.soort.is_retourbericht:
            return [niet_geboekt] if keurt_goed(werk.bericht) else []
        (feit,) = feiten
        assert isinstance(feit, BerichtBeantwoord), "it answers what waited"
        is_geboekt, besluiten = self._beantwoord(werk, heen, feit)
        return [*([] if is_geboekt else [niet_geboekt]), *signalen(werk, besluiten)]

    def _heen(self, werk: Werk) -> Kop | None:
        """The bericht that this one answers, if it answers one and that one is known."""
        sleutel = heen_sleutel(werk)
        return None if sleutel is None else heen_van(werk, self._bekend.get(sleutel, ()))

    def _noteer(
        self,
        werk: Werk,
        oordeel: Oordeel,
        bevindingen: list[Bevinding],
        client: bytes | None,
        *,
        positie: int,
        is_eerste: bool,
        retour_id: UUID | None = None,
        heen: Kop | None = None,
    ) -> Kop:
        header, gevolg = werk.bericht.header, gevolgen(bevindingen)
        return self._bewaar(
            werk.invoer.data,
            werk.beller,
            id=werk.id,
            positie=positie,
            ontvangen_op=self._omgeving.nu,
            soort=werk.soort,
            afzender=header.afzender,
            ontvanger=header.ontvanger,
            verzender=werk.verzender.code,
            bestemming=werk.bestemming.code,
            identificatie=werk.identificatie,
            dagtekening=dagtekening(werk.bericht),
            sha256=werk.sha256,
            oordeel=oordeel,
            bron=werk.bron,
            eerste=is_eerste,
            is_bezorgd=oordeel is not Oordeel.AFGEKEURD and Gevolg.ONBEZORGD not in gevolg,
            is_boekbaar=Gevolg.ONBOEKBAAR not in gevolg,
            is_betwist=oordeel is Oordeel.VOORLOPIG and not all(een.is_signaal for een in bevindingen),
            client=client,
            retour_id=retour_id,
            heen_id=heen.id if heen else None,
            bevindingen=tuple(begrensd(bevindingen)),
            sleutels=draden.sleutels(werk.bericht, werk.clienten),
        )

    def _bewaar(self, data: bytes, beller: Beller, *, soort: Berichtsoort, sha256: bytes, **velden: Any) -> Kop:
        """Seal bytes and hash, add the row to what the batch writes, tell of it and put it in the mailboxes."""
        omgeving = self._omgeving
        rij = BerichtRij(
            regio=omgeving.regio,
            standaard=soort.release.standaard,
            release=soort.release.nummer,
            berichtsoort=soort.naam,
            grootte=len(data),
            sha256_verzegeld=omgeving.sleutel.verzegel_hash(sha256),
            sleutel_maand=omgeving.sleutel.maand,
            inhoud=omgeving.sleutel.verzegel(velden["id"], data),
            **velden,
        )
        self.oogst.berichten.append(rij)
        self.oogst.gebeurtenissen.append(boek.gebeurtenis_van(rij, soort, beller.veroorzaker))
        kop = kop_van(rij)
        self.oogst.post += poststukken(kop)
        self._onthoud(kop)
        return kop

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
        is_betwist: bool = False,
    ) -> None:
        """Write down what `werk` made happen; None: what the time did."""
        regio, bericht_id = self._omgeving.regio, werk.id if werk else None
        if client is not None and client in self._levens and isinstance(feit, Levensgebeurtenis):
            self._levens[client].append(Geboekt(positie, bericht_id, feit, is_betwist))
            if feit.is_voorlopig:
                self._los.add(client)
        rij = boek.rij_van(
            feit,
            regio=regio,
            positie=positie,
            geboekt_op=self._omgeving.nu,
            veroorzaker=(werk.beller if werk else gateway_zelf(regio)).veroorzaker,
            bericht_id=bericht_id,
            client=client,
            aanbieder=werk.aanbieder if werk else None,
            gemeente=werk.gemeente if werk else None,
        )
        self.oogst.gebeurtenissen.append(rij)


def _heeft_client(antwoord: Retourbericht | JW325) -> bool:
    return getattr(antwoord, "client", None) is not None


def _declaratie(bericht: Bericht) -> str | None:
    """The Identificatie of the JW323 that a JW325 answers."""
    return bericht.header.declaratie_identificatie.identificatie if isinstance(bericht, JW325) else None
