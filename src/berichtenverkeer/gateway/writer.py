# SPDX-License-Identifier: EUPL-1.2
"""What a batch adds to the ledger and the mailboxes, row by typed row; `verwerking` hands it to the database."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from berichtenverkeer.berichten import dagtekening, identificatie, soort, write
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.ids import identificatie_van
from berichtenverkeer.gateway.beller import Beller, gateway_zelf
from berichtenverkeer.gateway.bezorging import poststukken
from berichtenverkeer.gateway.omgeving import Omgeving
from berichtenverkeer.gateway.signalen import begrensd
from berichtenverkeer.gateway.verdict import is_bookable, is_delivered
from berichtenverkeer.gateway.werk import Werk
from berichtenverkeer.ledger import boek, draden
from berichtenverkeer.ledger.boek import BerichtRij, GebeurtenisRij
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.ledger.koppen import Kop, kop_van
from berichtenverkeer.postvak.bak import Poststuk
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.validation.antwoord import Antwoord
from berichtenverkeer.validation.toetsing import Oordeel


class Writer:
    """Seals bytes and hashes, makes the rows of one batch, and puts berichten in the mailboxes where they belong."""

    def __init__(self, omgeving: Omgeving) -> None:
        self._omgeving = omgeving
        self.berichten: list[BerichtRij] = []
        self.gebeurtenissen: list[GebeurtenisRij] = []
        self.post: list[Poststuk] = []

    def received(
        self,
        werk: Werk,
        positie: int,
        oordeel: Oordeel,
        bevindingen: Sequence[Bevinding],
        *,
        client: bytes | None,
        is_eerste: bool,
        is_betwist: bool = False,
        heen: Kop | None = None,
        retour_id: UUID | None = None,
    ) -> Kop:
        """Keep a bericht, whatever became of it. `client`: whom it is about; `heen`: what it answers."""
        omgeving, header, data = self._omgeving, werk.bericht.header, werk.invoer.data
        return self._keep(
            BerichtRij(
                regio=omgeving.regio,
                id=werk.id,
                positie=positie,
                ontvangen_op=omgeving.nu,
                standaard=werk.soort.release.standaard,
                release=werk.soort.release.nummer,
                berichtsoort=werk.soort.naam,
                afzender=header.afzender,
                ontvanger=header.ontvanger,
                verzender=werk.verzender.code,
                bestemming=werk.bestemming.code,
                identificatie=werk.identificatie,
                dagtekening=dagtekening(werk.bericht),
                sha256_verzegeld=omgeving.sleutel.verzegel_hash(werk.sha256),
                grootte=len(data),
                oordeel=oordeel.value,
                bron=werk.bron,
                eerste=is_eerste,
                is_bezorgd=is_delivered(oordeel, bevindingen),
                is_boekbaar=is_bookable(bevindingen),
                is_betwist=is_betwist,
                client=client,
                retour_id=retour_id,
                heen_id=heen.id if heen else None,
                bevindingen=tuple(begrensd(bevindingen)),
                sleutels=draden.sleutels(werk.bericht, werk.clienten),
                sleutel_maand=omgeving.sleutel.maand,
                inhoud=omgeving.sleutel.verzegel(werk.id, data),
            ),
            werk.soort,
            werk.beller,
        )

    def answered(self, werk: Werk, heen: Kop, uit: Antwoord, positie: int) -> Kop:
        """Keep what the gateway answered on behalf of the receiver of `werk`, for the mailbox of its sender."""
        assert heen.retour_id is not None, "an answer was announced"
        omgeving, bericht = self._omgeving, uit.named(identificatie_van("BV", positie))
        eigen, data = soort(bericht), write(bericht, compact=True)
        return self._keep(
            BerichtRij(
                regio=omgeving.regio,
                id=heen.retour_id,
                positie=positie,
                ontvangen_op=omgeving.nu,
                standaard=eigen.release.standaard,
                release=eigen.release.nummer,
                berichtsoort=eigen.naam,
                afzender=bericht.header.afzender,
                ontvanger=bericht.header.ontvanger,
                verzender=werk.bestemming.code,
                bestemming=werk.verzender.code,
                identificatie=identificatie(bericht),
                dagtekening=omgeving.vandaag,
                sha256_verzegeld=omgeving.sleutel.verzegel_hash(sha256(data).digest()),
                grootte=len(data),
                oordeel="goedgekeurd",
                bron="gateway",
                eerste=True,
                is_bezorgd=True,
                is_boekbaar=True,
                is_betwist=False,
                client=werk.client if getattr(bericht, "client", None) is not None else None,
                heen_id=heen.id,
                sleutel_maand=omgeving.sleutel.maand,
                inhoud=omgeving.sleutel.verzegel(heen.retour_id, data),
            ),
            eigen,
            gateway_zelf(omgeving.regio, werk.bestemming),
        )

    def happened(self, positie: int, feit: Gebeurtenis, werk: Werk | None = None, client: bytes | None = None) -> None:
        """Keep what `werk` made happen; None: what the time did. `client`: whom it is about."""
        self.gebeurtenissen.append(
            boek.rij_van(
                feit,
                regio=self._omgeving.regio,
                positie=positie,
                geboekt_op=self._omgeving.nu,
                veroorzaker=(werk.beller if werk else gateway_zelf(self._omgeving.regio)).veroorzaker,
                bericht_id=werk.id if werk else None,
                client=client,
                aanbieder=werk.aanbieder if werk else None,
                gemeente=werk.gemeente if werk else None,
            )
        )

    def _keep(self, rij: BerichtRij, soort: Berichtsoort, beller: Beller) -> Kop:
        self.berichten.append(rij)
        self.gebeurtenissen.append(boek.gebeurtenis_van(rij, soort, beller.veroorzaker))
        kop = kop_van(rij)
        self.post += poststukken(kop)
        return kop
