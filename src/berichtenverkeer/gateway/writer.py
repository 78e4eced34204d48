# SPDX-License-Identifier: EUPL-1.2
"""What a batch adds to the ledger, row by typed row; `processing` hands it to the database."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from berichtenverkeer.berichten import dagtekening, identificatie, soort, write
from berichtenverkeer.core.bevinding import Bevinding
from berichtenverkeer.core.ids import identificatie_of
from berichtenverkeer.gateway.beller import Beller, gateway_itself
from berichtenverkeer.gateway.environment import Environment
from berichtenverkeer.gateway.signalen import bounded
from berichtenverkeer.gateway.verdict import is_bookable, is_delivered
from berichtenverkeer.gateway.work import Work
from berichtenverkeer.ledger import book, draden
from berichtenverkeer.ledger.book import BerichtRow, GebeurtenisRow
from berichtenverkeer.ledger.envelopes import Envelope, envelope_of
from berichtenverkeer.ledger.gebeurtenissen import Gebeurtenis
from berichtenverkeer.standaard.berichtsoorten import Berichtsoort
from berichtenverkeer.validation.antwoord import Antwoord
from berichtenverkeer.validation.examining import Oordeel


class Writer:
    """Seals bytes and hashes, and makes the rows of one batch."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self.berichten: list[BerichtRow] = []
        self.gebeurtenissen: list[GebeurtenisRow] = []

    def received(
        self,
        work: Work,
        position: int,
        oordeel: Oordeel,
        bevindingen: Sequence[Bevinding],
        *,
        client: bytes | None,
        is_first: bool,
        is_betwist: bool = False,
        heen: Envelope | None = None,
        retour_id: UUID | None = None,
    ) -> Envelope:
        """Keep a bericht, whatever became of it. `client`: whom it is about; `heen`: what it answers."""
        environment, header, data = self._environment, work.bericht.header, work.intake.data
        return self._keep(
            BerichtRow(
                regio=environment.regio,
                id=work.id,
                positie=position,
                ontvangen_op=environment.now,
                standaard=work.soort.release.standaard,
                release=work.soort.release.nummer,
                berichtsoort=work.soort.naam,
                afzender=header.afzender,
                ontvanger=header.ontvanger,
                verzender=work.verzender.code,
                bestemming=work.bestemming.code,
                identificatie=work.identificatie,
                dagtekening=dagtekening(work.bericht),
                sha256_verzegeld=environment.key.seal_hash(work.sha256),
                grootte=len(data),
                oordeel=oordeel.value,
                bron=work.bron,
                eerste=is_first,
                is_bezorgd=is_delivered(oordeel, bevindingen),
                is_boekbaar=is_bookable(bevindingen),
                is_betwist=is_betwist,
                client=client,
                retour_id=retour_id,
                heen_id=heen.id if heen else None,
                bevindingen=tuple(bounded(bevindingen)),
                sleutels=draden.keys(work.bericht, work.clienten),
                sleutel_maand=environment.key.maand,
                inhoud=environment.key.seal(work.id, data),
            ),
            work.soort,
            work.beller,
        )

    def answered(self, work: Work, heen: Envelope, out: Antwoord, position: int) -> Envelope:
        """Keep what the gateway answered on behalf of the receiver of `work`, for the mailbox of its sender."""
        assert heen.retour_id is not None, "an answer was announced"
        environment, bericht = self._environment, out.named(identificatie_of("BV", position))
        own, data = soort(bericht), write(bericht, compact=True)
        return self._keep(
            BerichtRow(
                regio=environment.regio,
                id=heen.retour_id,
                positie=position,
                ontvangen_op=environment.now,
                standaard=own.release.standaard,
                release=own.release.nummer,
                berichtsoort=own.naam,
                afzender=bericht.header.afzender,
                ontvanger=bericht.header.ontvanger,
                verzender=work.bestemming.code,
                bestemming=work.verzender.code,
                identificatie=identificatie(bericht),
                dagtekening=environment.today,
                sha256_verzegeld=environment.key.seal_hash(sha256(data).digest()),
                grootte=len(data),
                oordeel="goedgekeurd",
                bron="gateway",
                eerste=True,
                is_bezorgd=True,
                is_boekbaar=True,
                is_betwist=False,
                client=work.client if getattr(bericht, "client", None) is not None else None,
                heen_id=heen.id,
                sleutel_maand=environment.key.maand,
                inhoud=environment.key.seal(heen.retour_id, data),
            ),
            own,
            gateway_itself(environment.regio, work.bestemming),
        )

    def happened(
        self, position: int, gebeurtenis: Gebeurtenis, work: Work | None = None, client: bytes | None = None
    ) -> None:
        """Keep what `work` made happen; None: what the time did. `client`: whom it is about."""
        self.gebeurtenissen.append(
            book.row_of(
                gebeurtenis,
                regio=self._environment.regio,
                position=position,
                booked_at=self._environment.now,
                causer=(work.beller if work else gateway_itself(self._environment.regio)).veroorzaker,
                bericht_id=work.id if work else None,
                client=client,
                aanbieder=work.aanbieder if work else None,
                gemeente=work.gemeente if work else None,
            )
        )

    def _keep(self, row: BerichtRow, soort: Berichtsoort, beller: Beller) -> Envelope:
        self.berichten.append(row)
        self.gebeurtenissen.append(book.gebeurtenis_of(row, soort, beller.veroorzaker))
        return envelope_of(row)
