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

from berichtenverkeer.berichten import CLASSES, Bericht, Class
from berichtenverkeer.berichten.basisschema import CDT_BerichtIdentificatie, CDT_TotaalBedragMetDC
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.berichten.jw323 import Client as Gedeclareerd
from berichtenverkeer.berichten.jw323 import Prestatie as Ingediend
from berichtenverkeer.berichten.jw325 import JW325
from berichtenverkeer.berichten.plan import under
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.codes import DebetCredit, Retourcode
from berichtenverkeer.standaarden.retour import retour_codes, xsd_version

Codes = Mapping[int | None, Sequence[str]]
"""Retourcodes within one client by the number of the prestatie; None: those of the client itself."""


class _Forms(NamedTuple):
    """The classes of a JW325, in its release."""

    header: type[Class]
    antwoord: type[Class]
    clienten: type[Class]
    client: type[Class]
    prestaties: type[Class]
    prestatie: type[Class]


@cache
def _forms(root: type[Bericht]) -> _Forms:
    gone = ("declaratie_antwoord", "clienten", "client", "prestaties", "prestatie")
    return _Forms(under(root, "header"), *(under(root, *gone[:depth]) for depth in range(1, len(gone) + 1)))


_PLEK = re.compile(r"JW323/Declaratie/Clienten/Client\[(\d+)\](?:/Prestaties/Prestatie\[(\d+)\])?")


def declaratieantwoord(
    heen: JW323,
    bevindingen: Sequence[Bevinding],
    identificatie: str,
    dagtekening: date,
    classes: Mapping[str, type[Bericht]] = CLASSES,
) -> JW325:
    """The answer of the gemeente to `heen`, whose findings are all on level BERICHT or later.

    A fault on level BERICHT or in the Header gives a Header with its codes; one in Declaratie itself an answer that
    grants nothing. Then, and only then, the declaratie counts as not sent. Any other fault rejects the prestaties that
    it is about: all those of its client, or one. `classes` are those of the release of `heen`.
    """
    root = classes["JW325"]
    assert root.berichtsoort.release is heen.berichtsoort.release, "an answer is of the release of what it answers"
    forms = _forms(root)

    def with_(codes: Sequence[str], content: Class | None) -> JW325:
        header = _header(heen, codes, root, identificatie, dagtekening)
        return cast("JW325", cast("Any", root)(header=header, declaratie_antwoord=content))

    if any(bevinding.niveau is Niveau.BERICHT for bevinding in bevindingen):
        return with_([Retourcode.TECHNISCH], None)
    if in_header := _codes(bevindingen, _is_in_header):
        return with_(in_header, None)
    ingediend = _with_sign(heen.declaratie.totaal_ingediend_bedrag)
    if in_declaratie := _codes(bevindingen, _is_in_declaratie):
        return with_([Retourcode.GEEN_OPMERKING], _content(heen, 0, None, in_declaratie, forms))
    per_client = _per_client(bevindingen)
    regels = heen.declaratie.clienten.client
    clienten = [_client(regels[number - 1], codes, forms) for number, codes in sorted(per_client.items())]
    rejected = sum(_bedrag(prestatie) for client in clienten for prestatie in client.prestaties.prestatie)
    codes = [Retourcode.GEEN_OPMERKING if clienten else Retourcode.GEHEEL_TOEGEKEND]
    together = forms.clienten(client=tuple(clienten)) if clienten else None
    return with_([Retourcode.GEEN_OPMERKING], _content(heen, ingediend - rejected, together, codes, forms))


def _header(heen: JW323, codes: Sequence[str], root: type[Bericht], identificatie: str, dagtekening: date) -> Class:
    form = _forms(root).header
    return form(
        bericht_code=root.berichtsoort.code,
        bericht_versie=heen.header.bericht_versie,
        bericht_subversie=heen.header.bericht_subversie,
        afzender=heen.header.ontvanger,
        ontvanger=heen.header.afzender,
        bericht_identificatie=CDT_BerichtIdentificatie(identificatie=identificatie, dagtekening=dagtekening),
        xsd_versie=xsd_version(root.berichtsoort),
        declaratie_identificatie=heen.header.bericht_identificatie,
        xsd_versie_declaratie=heen.header.xsd_versie,
        retour_codes=retour_codes(form, codes),
    )


def _content(heen: JW323, toegekend: int, clienten: Class | None, codes: Sequence[str], forms: _Forms) -> Class:
    declaratie = heen.declaratie
    return forms.antwoord(
        declaratie_nummer=declaratie.declaratie_nummer,
        totaal_ingediend_bedrag=declaratie.totaal_ingediend_bedrag,
        totaal_toegekend_bedrag=CDT_TotaalBedragMetDC(
            totaal_bedrag=abs(toegekend), debet_credit=DebetCredit.CREDIT if toegekend < 0 else DebetCredit.DEBET
        ),
        clienten=clienten,
        retour_codes=retour_codes(forms.antwoord, codes),
    )


def _per_client(bevindingen: Sequence[Bevinding]) -> Mapping[int, Codes]:
    """The retourcodes of every client with something rejected, by its number, for what is rejected alone."""
    per_client: dict[int, dict[int | None, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for bevinding in bevindingen:
        plek = _PLEK.match(bevinding.pad)
        assert plek is not None, "Header and Declaratie were looked at before"
        prestatie = int(plek[2]) if plek[2] else None
        per_client[int(plek[1])][prestatie][_retourcode(bevinding)] = None
    return {
        number: {plek: list(from_plek) for plek, from_plek in codes.items()} for number, codes in per_client.items()
    }


def _client(client: Gedeclareerd, codes: Codes, forms: _Forms) -> Any:
    regels = client.prestaties.prestatie
    if own := codes.get(None):
        prestaties = [_prestatie(regel, [Retourcode.NIET_BEOORDEELD], forms) for regel in regels]
    else:
        own = [Retourcode.GEEN_OPMERKING]
        marked = sorted(plek for plek in codes if plek)
        prestaties = [_prestatie(regels[plek - 1], codes[plek], forms) for plek in marked]
    return forms.client(
        bsn=client.bsn,
        prestaties=forms.prestaties(prestatie=tuple(prestaties)),
        retour_codes=retour_codes(forms.client, own),
    )


def _prestatie(ingediend: Ingediend, codes: Sequence[str], forms: _Forms) -> Class:
    taken_over = {field: getattr(ingediend, field) for field in ingediend.__struct_fields__}
    return forms.prestatie(**taken_over, retour_codes=retour_codes(forms.prestatie, codes))


def _codes(bevindingen: Iterable[Bevinding], is_there: Callable[[str], bool]) -> list[str]:
    return list(dict.fromkeys(_retourcode(bevinding) for bevinding in bevindingen if is_there(bevinding.pad)))


def _is_in_header(pad: str) -> bool:
    return not pad.startswith("JW323/Declaratie")


def _is_in_declaratie(pad: str) -> bool:
    return _PLEK.match(pad) is None


def _retourcode(bevinding: Bevinding) -> str:
    assert bevinding.retourcode is not None, "every rule on a JW323 has one"
    return bevinding.retourcode


def _with_sign(bedrag: CDT_TotaalBedragMetDC) -> int:
    return -bedrag.totaal_bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.totaal_bedrag


def _bedrag(prestatie: Ingediend) -> int:
    bedrag = prestatie.ingediend_bedrag
    return -bedrag.bedrag if bedrag.debet_credit == DebetCredit.CREDIT else bedrag.bedrag
