# SPDX-License-Identifier: EUPL-1.2
"""The JW325 on a JW323: prestaties judged one by one, only those that were rejected sent back (IV087, IV088, OP303).

Unlike a retourbericht it has a sender and a receiver of its own. XsltVersie stays empty: the published stylesheets are
not used.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple, cast

from berichtenverkeer.berichten import KLASSEN, Bericht, Klasse
from berichtenverkeer.berichten.basisschema import CDT_BerichtIdentificatie, CDT_TotaalBedragMetDC
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw323 import Client as Gedeclareerd
from berichtenverkeer.berichten.jw323 import Prestatie as Ingediend
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.berichten.plan import onder
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.codes import DebetCredit, Retourcode
from berichtenverkeer.standaarden.retour import retour_codes, xsd_versie

Codes = Mapping[int | None, Sequence[str]]
"""Retourcodes within one client by the number of the prestatie; None: those of the client itself."""


class _Vormen(NamedTuple):
    """The classes of a JW325, in its release."""

    header: type[Klasse]
    antwoord: type[Klasse]
    clienten: type[Klasse]
    client: type[Klasse]
    prestaties: type[Klasse]
    prestatie: type[Klasse]


@cache
def _vormen(wortel: type[Bericht]) -> _Vormen:
    weg = ("declaratie_antwoord", "clienten", "client", "prestaties", "prestatie")
    return _Vormen(onder(wortel, "header"), *(onder(wortel, *weg[:diepte]) for diepte in range(1, len(weg) + 1)))


_PLEK = re.compile(r"JW323/Declaratie/Clienten/Client\[(\d+)\](?:/Prestaties/Prestatie\[(\d+)\])?")


def declaratieantwoord(
    heen: JW323,
    bevindingen: Sequence[Bevinding],
    identificatie: str,
    dagtekening: date,
    klassen: Mapping[str, type[Bericht]] = KLASSEN,
) -> JW325:
    """The answer of the gemeente to `heen`, whose findings are all on level BERICHT or later.

    A fault on level BERICHT or in the Header gives a Header with its codes; one in Declaratie itself an answer that
    grants nothing. Then, and only then, the declaratie counts as not sent. Any other fault rejects the prestaties that
    it is about: all those of its client, or one. `klassen` are those of the release of `heen`.
    """
    wortel = klassen["JW325"]
    assert wortel.berichtsoort.release is heen.berichtsoort.release, "an answer is of the release of what it answers"
    vormen = _vormen(wortel)

    def met(codes: Sequence[str], inhoud: Klasse | None) -> JW325:
        header = _header(heen, codes, wortel, identificatie, dagtekening)
        return cast("JW325", cast("Any", wortel)(header=header, declaratie_antwoord=inhoud))

    if any(bevinding.niveau is Niveau.BERICHT for bevinding in bevindingen):
        return met([Retourcode.TECHNISCH], None)
    if in_header := _codes(bevindingen, _is_in_header):
        return met(in_header, None)
    ingediend = _met_teken(heen.declaratie.totaal_ingediend_bedrag)
    if in_declaratie := _codes(bevindingen, _is_in_declaratie):
        return met([Retourcode.GEEN_OPMERKING], _inhoud(heen, 0, None, in_declaratie, vormen))
    per_client = _per_client(bevindingen)
    regels = heen.declaratie.clienten.client
    clienten = [_client(regels[nummer - 1], codes, vormen) for nummer, codes in sorted(per_client.items())]
    afgewezen = sum(_bedrag(prestatie) for client in clienten for prestatie in client.prestaties.prestatie)
    codes = [Retourcode.GEEN_OPMERKING if clienten else Retourcode.GEHEEL_TOEGEKEND]
    samen = vormen.clienten(client=tuple(clienten)) if clienten else None
    return met([Retourcode.GEEN_OPMERKING], _inhoud(heen, ingediend - afgewezen, samen, codes, vormen))


def _header(heen: JW323, codes: Sequence[str], wortel: type[Bericht], identificatie: str, dagtekening: date) -> Klasse:
    vorm = _vormen(wortel).header
    return vorm(
        bericht_code=wortel.berichtsoort.code,
        bericht_versie=heen.header.bericht_versie,
        bericht_subversie=heen.header.bericht_subversie,
        afzender=heen.header.ontvanger,
        ontvanger=heen.header.afzender,
        bericht_identificatie=CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=dagtekening),
        xsd_versie=xsd_versie(wortel.berichtsoort),
        declaratie_identificatie=heen.header.bericht_identificatie,
        xsd_versie_declaratie=heen.header.xsd_versie,
        retour_codes=retour_codes(vorm, codes),
    )


def _inhoud(heen: JW323, toegekend: int, clienten: Klasse | None, codes: Sequence[str], vormen: _Vormen) -> Klasse:
    declaratie = heen.declaratie
    return vormen.antwoord(
        declaratie_nummer=declaratie.declaratie_nummer,
        totaal_ingediend_bedrag=declaratie.totaal_ingediend_bedrag,
        totaal_toegekend_bedrag=CDT_TotaalBedragMetDC(
            totaal_bedrag=abs(toegekend), debet_credit=DebetCredit.CREDIT if toegekend < 0 else DebetCredit.DEBET
        ),
        clienten=clienten,
        retour_codes=retour_codes(vormen.antwoord, codes),
    )


def _per_client(bevindingen: Sequence[Bevinding]) -> Mapping[int, Codes]:
    """The retourcodes of every client with something rejected, by its number, for what is rejected alone."""
    per_client: dict[int, dict[int | None, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for bevinding in bevindingen:
        plek = _PLEK.match(bevinding.pad)
        assert plek is not None, "Header and Declaratie were looked at before"
        prestatie = int(plek[2]) if plek[2] else None
        per_client[int(plek[1])][prestatie][_retourcode(bevinding)] = None
    return {nummer: {plek: list(van_plek) for plek, van_plek in codes.items()} for nummer, codes in per_client.items()}


def _client(client: Gedeclareerd, codes: Codes, vormen: _Vormen) -> Any:
    regels = client.prestaties.prestatie
    if eigen := codes.get(None):
        prestaties = [_prestatie(regel, [Retourcode.NIET_BEOORDEELD], vormen) for regel in regels]
    else:
        eigen = [Retourcode.GEEN_OPMERKING]
        gemerkt = sorted(plek for plek in codes if plek)
        prestaties = [_prestatie(regels[plek - 1], codes[plek], vormen) for plek in gemerkt]
    return vormen.client(
        bsn=client.bsn,
        prestaties=vormen.prestaties(prestatie=tuple(prestaties)),
        retour_codes=retour_codes(vormen.client, eigen),
    )


def _prestatie(ingediend: Ingediend, codes: Sequence[str], vormen: _Vormen) -> Klasse:
    overgenomen = {veld: getattr(ingediend, veld) for veld in ingediend.__struct_fields__}
    return vormen.prestatie(**overgenomen, retour_codes=retour_codes(vormen.prestatie, codes))


def _codes(bevindingen: Iterable[Bevinding], is_daar: Callable[[str], bool]) -> list[str]:
    return list(dict.fromkeys(_retourcode(bevinding) for bevinding in bevindingen if is_daar(bevinding.pad)))


def _is_in_header(pad: str) -> bool:
    return not pad.startswith("JW323/Declaratie")


def _is_in_declaratie(pad: str) -> bool:
    return _PLEK.match(pad) is None


def _retourcode(bevinding: Bevinding) -> str:
    assert bevinding.retourcode is not None, "every rule on a JW323 has one"
    return bevinding.retourcode


def _met_teken(bedrag: CDT_TotaalBedragMetDC) -> int:
    return -bedrag.totaal_bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.totaal_bedrag


def _bedrag(prestatie: Ingediend) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.bedrag
