# SPDX-License-Identifier: EUPL-1.2
"""The JW325 on a JW323: prestaties judged one by one, only those that were rejected sent back (IV087, IV088, OP303).

Unlike a retourbericht it has a sender and a receiver of its own. XsltVersie stays empty: the published stylesheets are
not used.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from berichtenverkeer.berichten.basisschema import CDT_BerichtIdentificatie, CDT_TotaalBedragMetDC
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw323 import Client as Gedeclareerd
from berichtenverkeer.berichten.jw323 import Prestatie as Ingediend
from berichtenverkeer.berichten.jw325 import (
    JW325,
    Client,
    Clienten,
    DeclaratieAntwoord,
    Header,
    Prestatie,
    Prestaties,
    RetourCodes,
)
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.regels.meldingen.verkeer import TECHNISCH
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN
from berichtenverkeer.validation.retour import GEEN_OPMERKING, NIET_BEOORDEELD, xsd_versie

GEHEEL_TOEGEKEND = "8001"
DEBET, CREDIT = "D", "C"

Codes = Mapping[int | None, Sequence[str]]
"""Retourcodes within one client by the number of the prestatie; None: those of the client itself."""

_PLEK = re.compile(r"JW323/Declaratie/Clienten/Client\[(\d+)\](?:/Prestaties/Prestatie\[(\d+)\])?")


def declaratieantwoord(heen: JW323, bevindingen: Sequence[Bevinding], identificatie: str, dagtekening: date) -> JW325:
    """The answer of the gemeente to `heen`, whose findings are all on level BERICHT or later.

    A fault on level BERICHT or in the Header gives a Header with its codes; one in Declaratie itself an answer that
    grants nothing. Then, and only then, the declaratie counts as not sent. Any other fault rejects the prestaties that
    it is about: all those of its client, or one.
    """
    if any(bevinding.niveau is Niveau.BERICHT for bevinding in bevindingen):
        return _antwoord(heen, [TECHNISCH], None, identificatie, dagtekening)
    if in_header := _codes(bevindingen, _is_in_header):
        return _antwoord(heen, in_header, None, identificatie, dagtekening)
    ingediend = _met_teken(heen.declaratie.totaal_ingediend_bedrag)
    if in_declaratie := _codes(bevindingen, _is_in_declaratie):
        inhoud = _inhoud(heen, 0, None, in_declaratie)
        return _antwoord(heen, [GEEN_OPMERKING], inhoud, identificatie, dagtekening)
    clienten = tuple(_clienten(heen, bevindingen))
    afgewezen = sum(_bedrag(prestatie) for client in clienten for prestatie in client.prestaties.prestatie)
    codes = [GEEN_OPMERKING if clienten else GEHEEL_TOEGEKEND]
    inhoud = _inhoud(heen, ingediend - afgewezen, Clienten(client=clienten) if clienten else None, codes)
    return _antwoord(heen, [GEEN_OPMERKING], inhoud, identificatie, dagtekening)


def _antwoord(
    heen: JW323, codes: Sequence[str], inhoud: DeclaratieAntwoord | None, identificatie: str, dagtekening: date
) -> JW325:
    header = Header(
        bericht_code=BERICHTSOORTEN["JW325"].code,
        bericht_versie=heen.header.bericht_versie,
        bericht_subversie=heen.header.bericht_subversie,
        afzender=heen.header.ontvanger,
        ontvanger=heen.header.afzender,
        bericht_identificatie=CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=dagtekening),
        xsd_versie=xsd_versie("JW325"),
        declaratie_identificatie=heen.header.bericht_identificatie,
        xsd_versie_declaratie=heen.header.xsd_versie,
        retour_codes=_retour_codes(codes),
    )
    return JW325(header=header, declaratie_antwoord=inhoud)


def _inhoud(heen: JW323, toegekend: int, clienten: Clienten | None, codes: Sequence[str]) -> DeclaratieAntwoord:
    declaratie = heen.declaratie
    return DeclaratieAntwoord(
        declaratie_nummer=declaratie.declaratie_nummer,
        totaal_ingediend_bedrag=declaratie.totaal_ingediend_bedrag,
        totaal_toegekend_bedrag=CDT_TotaalBedragMetDC(
            totaal_bedrag=abs(toegekend), debet_credit=CREDIT if toegekend < 0 else DEBET
        ),
        clienten=clienten,
        retour_codes=_retour_codes(codes),
    )


def _clienten(heen: JW323, bevindingen: Sequence[Bevinding]) -> Iterable[Client]:
    """Every client with something rejected, with only what is rejected."""
    per_client: dict[int, dict[int | None, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for bevinding in bevindingen:
        plek = _PLEK.match(bevinding.pad)
        assert plek is not None, "Header and Declaratie were looked at before"
        prestatie = int(plek[2]) if plek[2] else None
        per_client[int(plek[1])][prestatie][_retourcode(bevinding)] = None
    for nummer in sorted(per_client):
        codes = {plek: list(van_plek) for plek, van_plek in per_client[nummer].items()}
        yield _client(heen.declaratie.clienten.client[nummer - 1], codes)


def _client(client: Gedeclareerd, codes: Codes) -> Client:
    regels = client.prestaties.prestatie
    if eigen := codes.get(None):
        prestaties = [_prestatie(regel, [NIET_BEOORDEELD]) for regel in regels]
    else:
        eigen = [GEEN_OPMERKING]
        prestaties = [_prestatie(regels[plek - 1], codes[plek]) for plek in sorted(plek for plek in codes if plek)]
    return Client(bsn=client.bsn, prestaties=Prestaties(prestatie=tuple(prestaties)), retour_codes=_retour_codes(eigen))


def _prestatie(ingediend: Ingediend, codes: Sequence[str]) -> Prestatie:
    overgenomen = {veld: getattr(ingediend, veld) for veld in Ingediend.__struct_fields__}
    return Prestatie(**overgenomen, retour_codes=_retour_codes(codes))


def _codes(bevindingen: Iterable[Bevinding], is_daar: Callable[[str], bool]) -> list[str]:
    return list(dict.fromkeys(_retourcode(bevinding) for bevinding in bevindingen if is_daar(bevinding.pad)))


def _is_in_header(pad: str) -> bool:
    return not pad.startswith("JW323/Declaratie")


def _is_in_declaratie(pad: str) -> bool:
    return _PLEK.match(pad) is None


def _retourcode(bevinding: Bevinding) -> str:
    assert bevinding.retourcode is not None, "every rule on a JW323 has one"
    return bevinding.retourcode


def _retour_codes(codes: Sequence[str]) -> RetourCodes:
    return RetourCodes(retour_code=tuple(codes))


def _met_teken(bedrag: CDT_TotaalBedragMetDC) -> int:
    return -bedrag.totaal_bedrag if bedrag.debet_credit == CREDIT else bedrag.totaal_bedrag


def _bedrag(prestatie: Prestatie) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == CREDIT else bedrag.bedrag
