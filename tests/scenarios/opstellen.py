# SPDX-License-Identifier: EUPL-1.2
"""The bericht that a line of a story stands for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from berichtenverkeer.berichten import Bericht, every, soort
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Role
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import bouw, bsns, with_
from scenarios.story import Part, Regel

CLIENTEN = dict(zip("ABCD", islice(bsns(), 4), strict=True))
"""The clients of the stories by letter: A is the client of the builders."""

_LISTING = {
    "JW301": "Client/ToegewezenProducten/ToegewezenProduct",
    "JW305": "Client/StartProducten/StartProduct",
    "JW307": "Client/StopProducten/StopProduct",
    "JW315": "Client/AangevraagdeProducten/AangevraagdProduct",
}
_ELEMENT = {
    "JW301": {
        "nr": "ToewijzingNummer",
        "ref": "ReferentieAanbieder",
        "van": "Ingangsdatum",
        "tot": "Einddatum",
        "reden": "RedenWijziging",
        "op": "Toewijzingsdatum",
        "om": "Toewijzingstijd",
    },
    "JW305": {
        "nr": "ToewijzingNummer",
        "van": "ToewijzingIngangsdatum",
        "begin": "Begindatum",
        "status": "StatusAanlevering",
    },
    "JW307": {
        "nr": "ToewijzingNummer",
        "van": "ToewijzingIngangsdatum",
        "begin": "Begindatum",
        "eind": "Einddatum",
        "reden": "RedenBeeindiging",
        "status": "StatusAanlevering",
    },
    "JW315": {
        "ref": "ReferentieAanbieder",
        "van": "ToewijzingIngangsdatum",
        "tot": "ToewijzingEinddatum",
        "verwijzer": "Verwijzer",
    },
    "JW317": {"nr": "ToewijzingNummer", "van": "GewensteIngangsdatum", "tot": "Einddatum"},
    "JW319": {"ref": "ReferentieAanbieder", "antwoord": "VerzoekAntwoord", "reden": "RedenAfwijzingVerzoek"},
}
_GROEP = {
    "blijft": ("OngewijzigdeProducten", "OngewijzigdProduct"),
    "wijzigt": ("TeWijzigenProducten", "TeWijzigenProduct"),
    "nieuw": ("NieuweProducten", "NieuwProduct"),
}
_VAN_HET_BERICHT = frozenset({"gemeente", "aanbieder", "client", "id", "opnieuw"})


def stel_op(regel: Regel, number: int, earlier: Sequence[Bericht]) -> Bericht:
    """The bericht of line `number`; `earlier` are those of the lines before, for an answer to one of them."""
    envelope = regel.delen[0].kenmerken
    if "opnieuw" in envelope:
        return earlier[int(envelope["opnieuw"]) - 1]
    if "op" in envelope and (BERICHTSOORTEN[regel.soort].is_retourbericht or regel.soort == "JW325"):
        return _antwoord(earlier[int(envelope["op"]) - 1], regel, number)
    return _VORM.get(regel.soort, _met_producten)(_met_header(regel, number), regel)


def partijen_van(bericht: Bericht) -> tuple[str, str]:
    """Who hands in the bericht, and who is to receive it."""
    header, van_wie = bericht.header, soort(bericht)
    partijen = (header.afzender, header.ontvanger)
    return (partijen[1], partijen[0]) if van_wie.is_retourbericht else partijen


def _met_header(regel: Regel, number: int) -> Bericht:
    envelope = regel.delen[0].kenmerken
    fields: dict[str, Any] = {
        "BerichtIdentificatie": {"Identificatie": envelope.get("id", f"S{number}"), "Dagtekening": regel.dag}
    }
    is_of = BERICHTSOORTEN[regel.soort].afzender
    for role in (Role.GEMEENTE, Role.AANBIEDER):
        if role in envelope:
            fields["Afzender" if role == is_of else "Ontvanger"] = envelope[role]
    return bouw(regel.soort, {f"Header/{name}": value for name, value in fields.items()})


def _met_producten(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW301, JW305, JW307 or JW315: each part is the product of the builder, with what the part says."""
    listing = _LISTING[regel.soort]
    product = next(part for pad, part in every(bericht) if pad.endswith("Product[1]"))
    if client := regel.delen[0].kenmerken.get("client"):
        bericht = with_(bericht, "Client/Bsn", CLIENTEN[client])
    for volg, part in enumerate(regel.delen, 1):
        bericht = with_(bericht, f"{listing}[{volg}]", product)
        if regel.soort == "JW301":
            bericht = with_(bericht, f"{listing}[{volg}]/Toewijzingsdatum", regel.dag)
        for element, value in _elementen(regel.soort, part):
            bericht = with_(bericht, f"{listing}[{volg}]/{element}", value)
    return bericht


def _elementen(berichtsoort: str, part: Part) -> Iterable[tuple[str, Any]]:
    for mark, value in part.kenmerken.items():
        if mark in _VAN_HET_BERICHT:
            continue
        if mark == "code":
            yield "Product", {"Categorie": value[:2], "Code": value}
        elif mark == "categorie":
            yield "Product", {"Categorie": value}
        elif mark == "omvang":
            volume, frequentie = value.split("/")
            yield "Omvang", {"Volume": int(volume), "Eenheid": "04", "Frequentie": frequentie}
        elif mark == "budget":
            yield "Omvang", None
            yield "Budget", int(value)
        elif value == "-":
            yield _ELEMENT[berichtsoort][mark], None
        else:
            yield _ELEMENT[berichtsoort][mark], int(value) if mark == "nr" else value


def _verzoek_om_wijziging(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW317: first what is of the whole request, then what stays, what changes and what is new."""
    envelope, *parts = regel.delen
    groups: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        (what,) = part.woorden
        groups.setdefault(what, []).append({name: one for name, one in _elementen("JW317", part) if one is not None})
    content: dict[str, Any] = {group: {one: groups[what]} for what, (group, one) in _GROEP.items() if what in groups}
    content |= {"ReferentieAanbieder": envelope.kenmerken["ref"], "RedenVerzoek": "1"}
    return with_(
        with_(bericht, "Client/Verzoek", content), "Client/Bsn", CLIENTEN[envelope.kenmerken.get("client", "A")]
    )


def _antwoord_op_verzoek(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW319; RedenAfwijzingVerzoek only where the line has it, `woonplaats` the gemeente that is responsible."""
    part = regel.delen[0]
    marks = {name: value for name, value in part.kenmerken.items() if name != "woonplaats"}
    content = dict(_elementen("JW319", Part((), marks)))
    if "woonplaats" in part.kenmerken:
        content["Woonplaatsbeginsel"] = {"Gemeente": part.kenmerken["woonplaats"]}
    return with_(bericht, "Antwoord", content)


def _declaratie(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW323: first the declaratie (`decl`, `over`, `totaal` only to spoil it), then its prestaties."""
    envelope, *parts = regel.delen
    about = envelope.kenmerken["over"]
    per_client: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        per_client.setdefault(part.kenmerken.get("client", "A"), []).append(_prestatie(part, about))
    bedragen = [one["IngediendBedrag"] for prestaties in per_client.values() for one in prestaties]
    total = sum(one["Bedrag"] if one["DebetCredit"] == "D" else -one["Bedrag"] for one in bedragen)
    clienten = [{"Bsn": CLIENTEN[who], "Prestaties": {"Prestatie": one}} for who, one in per_client.items()]
    content = {
        "DeclaratieNummer": envelope.kenmerken["decl"],
        "DeclaratiePeriode": _month(about),
        "DeclaratieDagtekening": regel.dag,
        "TotaalIngediendBedrag": {
            "TotaalBedrag": int(envelope.kenmerken.get("totaal", abs(total))),
            "DebetCredit": "C" if total < 0 else "D",
        },
        "Clienten": {"Client": clienten},
    }
    return with_(bericht, "Declaratie", content)


def _prestatie(part: Part, about: str) -> dict[str, Any]:
    """The amount is volume times tarief, the period the month of the declaratie, unless the part says otherwise."""
    has = part.kenmerken
    code, volume, tarief = has.get("code", "45A04"), int(has.get("vol", "4")), int(has.get("tarief", "1250"))
    referentie = {"ReferentieNummer": has["rn"]}
    if "vorig" in has:
        referentie["VorigReferentieNummer"] = has["vorig"]
    periode = _month(has.get("over", about))
    return {
        "ProductReferentie": referentie,
        "ToewijzingNummer": int(has.get("nr", "1")),
        "ProductCategorie": code[:2],
        "ProductCode": code,
        "ProductPeriode": {
            "Begindatum": has.get("van", periode["Begindatum"]),
            "Einddatum": has.get("tot", periode["Einddatum"]),
        },
        "GeleverdVolume": volume,
        "Eenheid": has.get("eenheid", "04"),
        "ProductTarief": tarief,
        "IngediendBedrag": {
            "Bedrag": int(has.get("bedrag", volume * tarief)),
            "DebetCredit": "C" if "credit" in part.woorden else "D",
        },
    }


def _month(month: str) -> Mapping[str, date]:
    begin = date.fromisoformat(f"{month}-01")
    following = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    return {"Begindatum": begin, "Einddatum": date.fromordinal(following.toordinal() - 1)}


def _antwoord(heen: Bericht, regel: Regel, number: int) -> Bericht:
    """What a party answers itself to an earlier bericht: the codes that the line names, at their classes."""
    part = regel.delen[0]
    bevindingen = [_bevinding(heen, *word.split("@")) for word in part.woorden]
    identificatie = part.kenmerken.get("id", f"S{number}")
    if not isinstance(heen, JW323):
        return retourbericht(heen, bevindingen, identificatie, regel.dag)
    antwoord: Bericht = declaratieantwoord(heen, bevindingen, identificatie, regel.dag)
    for mark, pad in _IN_ANTWOORD.items():
        if mark in part.kenmerken:
            value = part.kenmerken[mark]
            antwoord = with_(antwoord, pad, int(value) if mark == "toegekend" else value)
    return antwoord


_IN_ANTWOORD = {
    "op_id": "Header/DeclaratieIdentificatie/Identificatie",
    "decl": "DeclaratieAntwoord/DeclaratieNummer",
    "toegekend": "DeclaratieAntwoord/TotaalToegekendBedrag/TotaalBedrag",
}
"""What a line can spoil in a JW325."""


def _bevinding(heen: Bericht, code: str, plek: str) -> Bevinding:
    """`0001@Header`, `9019@StartProduct[1]`, `9338@R1`: the notation of the answers, the other way round."""
    is_technisch = code == "0001"
    pad = next(pad for pad, part in every(heen) if plek in (pad.split("/")[-1], referentie_van(part)))
    return Bevinding(
        code=code,
        niveau=Niveau.BERICHT if is_technisch else Niveau.BERICHTOVERSTIJGEND,
        pad=pad,
        regelnummer=None,
        tekst="fout",
        actie="herstel",
        retourcode=code,
    )


def referentie_van(part: Any) -> str | None:
    """The ReferentieNummer of a prestatie; None for any other class."""
    product_referentie = getattr(part, "product_referentie", None)
    return None if product_referentie is None else str(product_referentie.referentie_nummer)


_VORM: Mapping[str, Callable[[Bericht, Regel], Bericht]] = {
    "JW317": _verzoek_om_wijziging,
    "JW319": _antwoord_op_verzoek,
    "JW323": _declaratie,
}
