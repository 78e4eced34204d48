# SPDX-License-Identifier: EUPL-1.2
"""What became of the berichten of a simulation, beside what had to become of them."""

from collections import Counter
from collections.abc import Iterator, Mapping

import msgspec

from berichtenverkeer.berichten import JW323, JW325
from berichtenverkeer.berichten.basisschema import CDT_TotaalBedragMetDC
from berichtenverkeer.berichten.jw323 import Prestatie
from berichtenverkeer.berichten.jw325 import DeclaratieAntwoord
from berichtenverkeer.standaard.codes import DebetCredit, Retourcode
from berichtenverkeer.voorbeeldregio.desk import Proof
from berichtenverkeer.voorbeeldregio.shipment import Fault, Shipment


class Verslag(msgspec.Struct):
    """`oordelen` counts by berichtsoort and judgement, `fouten` the mistakes that got exactly their code, `signalen`
    the signals on receipts.

    `afwijkingen` has a line for every bericht of which something else became, or was said, than had to be.
    """

    oordelen: Counter[tuple[str, str]] = msgspec.field(default_factory=Counter)
    fouten: Counter[Fault] = msgspec.field(default_factory=Counter)
    signalen: Counter[str] = msgspec.field(default_factory=Counter)
    prestaties: int = 0
    afgewezen_prestaties: int = 0
    gedeclareerd_cents: int = 0
    toegekend_cents: int = 0
    herhaald: int = 0
    afgewezen_door_gateway: int = 0
    afwijkingen: list[str] = []
    seconden: float = 0.0

    @property
    def aantal(self) -> int:
        """Berichten that were sent, repeats included."""
        return self.oordelen.total() + self.herhaald

    def note(self, shipment: Shipment, proof: Proof, codes: frozenset[str]) -> None:
        """Count one bericht; `codes` are those in the retour of a mistake."""
        if shipment.is_herhaling:
            self.herhaald += 1
        else:
            self.oordelen[shipment.naam, proof.oordeel or str(proof.status)] += 1
            self.signalen.update(proof.signalen)
        complaints = list(_complaints(shipment, proof, codes))
        if complaints:
            what = f"{shipment.dag} {shipment.naam} {shipment.identificatie} van {shipment.verzender}"
            self.afwijkingen.append(f"{what}: {'; '.join(complaints)}")
        elif shipment.fout is not None and not isinstance(shipment.bericht, JW323):
            self.fouten[shipment.fout] += 1

    def note_antwoorden(self, shipments: Mapping[str, Shipment], antwoorden: Mapping[str, JW325]) -> None:
        """Compare the JW325 that an aanbieder found in his mailbox with what he declared; both by the id of the
        answer."""
        for id_, shipment in shipments.items():
            antwoord = antwoorden.get(id_)
            complaints = ["geen JW325 in het postvak"] if antwoord is None else list(klachten_about(shipment, antwoord))
            if complaints or antwoord is None:
                what = f"{shipment.dag} JW323 {shipment.identificatie} van {shipment.verzender}"
                self.afwijkingen.append(f"{what}: {'; '.join(complaints)}")
                continue
            self.fouten.update(shipment.fouten)
            if antwoord.declaratie_antwoord is not None and shipment.fout is None:
                self._count_up(shipment, antwoord.declaratie_antwoord)
        self.afwijkingen += [f"JW325 {id_}: op niets" for id_ in antwoorden.keys() - shipments.keys()]

    def _count_up(self, shipment: Shipment, antwoord: DeclaratieAntwoord) -> None:
        assert isinstance(shipment.bericht, JW323)
        clienten = shipment.bericht.declaratie.clienten.client
        self.prestaties += sum(len(client.prestaties.prestatie) for client in clienten)
        self.afgewezen_prestaties += len(shipment.regelfouten)
        self.gedeclareerd_cents += _with_sign(antwoord.totaal_ingediend_bedrag)
        self.toegekend_cents += _with_sign(antwoord.totaal_toegekend_bedrag)

    def regels(self) -> Iterator[str]:
        """The report, line by line."""
        pace = f"{self.aantal / self.seconden:.0f} per seconde" if self.seconden else ""
        yield f"{self.aantal} berichten in {self.seconden:.0f} s ({pace}), waarvan {self.herhaald} dubbel verstuurd."
        for name in sorted({name for name, _ in self.oordelen}):
            parts = [f"{count} {oordeel}" for (own, oordeel), count in sorted(self.oordelen.items()) if own == name]
            yield f"  {name}  {', '.join(reversed(parts))}"
        if self.prestaties:
            yield (
                f"Gedeclareerd: {self.prestaties} prestaties, samen {euro(self.gedeclareerd_cents)}; toegekend "
                f"{euro(self.toegekend_cents)}, {self.afgewezen_prestaties} prestaties afgewezen."
            )
        yield f"{self.fouten.total()} opzettelijke fouten kregen precies hun code:"
        parts = [f"{fault.regel} {fault.code} {count}x" for fault, count in sorted(self.fouten.items(), key=_on_regel)]
        for begin in range(0, len(parts), 6):
            yield "  " + "   ".join(f"{part:<16}" for part in parts[begin : begin + 6]).rstrip()
        for signaal, count in sorted(self.signalen.items()):
            yield f"{count} ontvangstbewijzen met {signaal}"
        if self.afgewezen_door_gateway:
            yield f"{self.afgewezen_door_gateway} verzoeken wees de gateway af namens de gemeente."
        yield f"{len(self.afwijkingen)} afwijkingen." if self.afwijkingen else "Verder is er niets afgekeurd."
        yield from (f"  {afwijking}" for afwijking in self.afwijkingen)


def _on_regel(tally: tuple[Fault, int]) -> str:
    return tally[0].regel


def _complaints(shipment: Shipment, proof: Proof, codes: frozenset[str]) -> Iterator[str]:
    status = 200 if shipment.is_herhaling else 201
    if proof.status != status:
        yield f"status {proof.status} in plaats van {status}"
    if proof.oordeel != shipment.oordeel:
        yield f"{proof.oordeel or 'geweigerd'} in plaats van {shipment.oordeel}"
    regels = {fault.regel for fault in shipment.fouten}
    if proof.regels != regels:
        yield f"regels {sorted(proof.regels)} in plaats van {sorted(regels)}"
    elif shipment.fout and not isinstance(shipment.bericht, JW323) and codes != {shipment.fout.code}:
        yield f"retourcodes {sorted(codes)} in plaats van {shipment.fout.code}"


Places = dict[str, tuple[str, ...]]
"""Retourcodes by place: the Header, the declaratie, a client (by number), a prestatie (by ReferentieNummer)."""

_HEADER, _DECLARATIE = "Header", "Declaratie"
_IN_DECLARATIE = {"TR333", "TR318"}


def klachten_about(shipment: Shipment, antwoord: JW325) -> Iterator[str]:
    """What a JW325 says otherwise than it must: the code of every mistake at its place, and nothing else."""
    assert isinstance(shipment.bericht, JW323)
    declaratie, content = shipment.bericht.declaratie, antwoord.declaratie_antwoord
    if antwoord.header.declaratie_identificatie != shipment.bericht.header.bericht_identificatie:
        yield "een antwoord op een ander bericht"
    elif (staat := _places(antwoord)) != (belongs := _expected(shipment)):
        yield f"{staat} in plaats van {belongs}"
    elif content is not None:
        rejected = {referentie for referentie, _ in shipment.regelfouten}
        every = [one for client in declaratie.clienten.client for one in client.prestaties.prestatie]
        about = sum(_bedrag(one) for one in every if one.product_referentie.referentie_nummer not in rejected)
        if _with_sign(content.totaal_toegekend_bedrag) != (0 if shipment.fout else about):
            yield f"{_with_sign(content.totaal_toegekend_bedrag)} cent toegekend in plaats van {about}"


def _expected(shipment: Shipment) -> Places:
    fault = shipment.fout
    if fault is not None:
        if fault.regel in _IN_DECLARATIE:
            return {_HEADER: (Retourcode.GEEN_OPMERKING,), _DECLARATIE: (fault.code,)}
        return {_HEADER: (fault.code,)}
    if not shipment.regelfouten:
        return {_HEADER: (Retourcode.GEEN_OPMERKING,), _DECLARATIE: (Retourcode.GEHEEL_TOEGEKEND,)}
    regels = {referentie: (regel_fault.code,) for referentie, regel_fault in shipment.regelfouten}
    clienten = {f"Client {number}": (Retourcode.GEEN_OPMERKING,) for number in range(1, len(regels) + 1)}
    return {_HEADER: (Retourcode.GEEN_OPMERKING,), _DECLARATIE: (Retourcode.GEEN_OPMERKING,), **clienten, **regels}


def _places(antwoord: JW325) -> Places:
    places: Places = {_HEADER: antwoord.header.retour_codes.retour_code}
    content = antwoord.declaratie_antwoord
    if content is not None:
        places[_DECLARATIE] = content.retour_codes.retour_code
        for number, client in enumerate(content.clienten.client if content.clienten else (), 1):
            places[f"Client {number}"] = client.retour_codes.retour_code
            for one in client.prestaties.prestatie:
                places[one.product_referentie.referentie_nummer] = one.retour_codes.retour_code
    return places


def _bedrag(prestatie: Prestatie) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.bedrag


def _with_sign(total: CDT_TotaalBedragMetDC) -> int:
    return -total.totaal_bedrag if total.debet_credit == DebetCredit.CREDIT else total.totaal_bedrag


def euro(cents: int) -> str:
    """Whole euros: `€ 1.234.567`."""
    return f"€ {cents // 100:,}".replace(",", ".")
