# SPDX-License-Identifier: EUPL-1.2
"""The bericht that a line of a story stands for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from berichtenverkeer.berichten import Bericht, alle, soort
from berichtenverkeer.berichten.jw323 import JW323
from berichtenverkeer.core.bevinding import Bevinding, Niveau
from berichtenverkeer.standaard.berichtsoorten import BERICHTSOORTEN, Rol
from berichtenverkeer.standaarden.declaratieantwoord import declaratieantwoord
from berichtenverkeer.standaarden.retour import retourbericht
from bouwers import bouw, bsns, met
from scenarios.verhaal import Deel, Regel

CLIENTEN = dict(zip("ABCD", islice(bsns(), 4), strict=True))
"""The clients of the stories by letter: A is the client of the builders."""

_LIJST = {
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


def stel_op(regel: Regel, nummer: int, eerder: Sequence[Bericht]) -> Bericht:
    """The bericht of line `nummer`; `eerder` are those of the lines before, for an answer to one of them."""
    kop = regel.delen[0].kenmerken
    if "opnieuw" in kop:
        return eerder[int(kop["opnieuw"]) - 1]
    if "op" in kop and (BERICHTSOORTEN[regel.soort].is_retourbericht or regel.soort == "JW325"):
        return _antwoord(eerder[int(kop["op"]) - 1], regel, nummer)
    return _VORM.get(regel.soort, _met_producten)(_met_header(regel, nummer), regel)


def partijen_van(bericht: Bericht) -> tuple[str, str]:
    """Who hands in the bericht, and who is to receive it."""
    header, van_wie = bericht.header, soort(bericht)
    partijen = (header.afzender, header.ontvanger)
    return (partijen[1], partijen[0]) if van_wie.is_retourbericht else partijen


def _met_header(regel: Regel, nummer: int) -> Bericht:
    kop = regel.delen[0].kenmerken
    velden: dict[str, Any] = {
        "BerichtIdentificatie": {"Identificatie": kop.get("id", f"S{nummer}"), "Dagtekening": regel.dag}
    }
    is_van = BERICHTSOORTEN[regel.soort].afzender
    for rol in (Rol.GEMEENTE, Rol.AANBIEDER):
        if rol in kop:
            velden["Afzender" if rol == is_van else "Ontvanger"] = kop[rol]
    return bouw(regel.soort, {f"Header/{naam}": waarde for naam, waarde in velden.items()})


def _met_producten(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW301, JW305, JW307 or JW315: each part is the product of the builder, with what the part says."""
    lijst = _LIJST[regel.soort]
    product = next(deel for pad, deel in alle(bericht) if pad.endswith("Product[1]"))
    if client := regel.delen[0].kenmerken.get("client"):
        bericht = met(bericht, "Client/Bsn", CLIENTEN[client])
    for volg, deel in enumerate(regel.delen, 1):
        bericht = met(bericht, f"{lijst}[{volg}]", product)
        if regel.soort == "JW301":
            bericht = met(bericht, f"{lijst}[{volg}]/Toewijzingsdatum", regel.dag)
        for element, waarde in _elementen(regel.soort, deel):
            bericht = met(bericht, f"{lijst}[{volg}]/{element}", waarde)
    return bericht


def _elementen(berichtsoort: str, deel: Deel) -> Iterable[tuple[str, Any]]:
    for kenmerk, waarde in deel.kenmerken.items():
        if kenmerk in _VAN_HET_BERICHT:
            continue
        if kenmerk == "code":
            yield "Product", {"Categorie": waarde[:2], "Code": waarde}
        elif kenmerk == "categorie":
            yield "Product", {"Categorie": waarde}
        elif kenmerk == "omvang":
            volume, frequentie = waarde.split("/")
            yield "Omvang", {"Volume": int(volume), "Eenheid": "04", "Frequentie": frequentie}
        elif kenmerk == "budget":
            yield "Omvang", None
            yield "Budget", int(waarde)
        elif waarde == "-":
            yield _ELEMENT[berichtsoort][kenmerk], None
        else:
            yield _ELEMENT[berichtsoort][kenmerk], int(waarde) if kenmerk == "nr" else waarde


def _verzoek_om_wijziging(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW317: first what is of the whole request, then what stays, what changes and what is new."""
    kop, *delen = regel.delen
    groepen: dict[str, list[dict[str, Any]]] = {}
    for deel in delen:
        (wat,) = deel.woorden
        groepen.setdefault(wat, []).append({naam: een for naam, een in _elementen("JW317", deel) if een is not None})
    inhoud: dict[str, Any] = {groep: {een: groepen[wat]} for wat, (groep, een) in _GROEP.items() if wat in groepen}
    inhoud |= {"ReferentieAanbieder": kop.kenmerken["ref"], "RedenVerzoek": "1"}
    return met(met(bericht, "Client/Verzoek", inhoud), "Client/Bsn", CLIENTEN[kop.kenmerken.get("client", "A")])


def _antwoord_op_verzoek(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW319; RedenAfwijzingVerzoek only where the line has it, `woonplaats` the gemeente that is responsible."""
    deel = regel.delen[0]
    kenmerken = {naam: waarde for naam, waarde in deel.kenmerken.items() if naam != "woonplaats"}
    inhoud = dict(_elementen("JW319", Deel((), kenmerken)))
    if "woonplaats" in deel.kenmerken:
        inhoud["Woonplaatsbeginsel"] = {"Gemeente": deel.kenmerken["woonplaats"]}
    return met(bericht, "Antwoord", inhoud)


def _declaratie(bericht: Bericht, regel: Regel) -> Bericht:
    """A JW323: first the declaratie (`decl`, `over`, `totaal` only to spoil it), then its prestaties."""
    kop, *delen = regel.delen
    over = kop.kenmerken["over"]
    per_client: dict[str, list[dict[str, Any]]] = {}
    for deel in delen:
        per_client.setdefault(deel.kenmerken.get("client", "A"), []).append(_prestatie(deel, over))
    bedragen = [een["IngediendBedrag"] for prestaties in per_client.values() for een in prestaties]
    totaal = sum(een["Bedrag"] if een["DebetCredit"] == "D" else -een["Bedrag"] for een in bedragen)
    clienten = [{"Bsn": CLIENTEN[wie], "Prestaties": {"Prestatie": een}} for wie, een in per_client.items()]
    inhoud = {
        "DeclaratieNummer": kop.kenmerken["decl"],
        "DeclaratiePeriode": _maand(over),
        "DeclaratieDagtekening": regel.dag,
        "TotaalIngediendBedrag": {
            "TotaalBedrag": int(kop.kenmerken.get("totaal", abs(totaal))),
            "DebetCredit": "C" if totaal < 0 else "D",
        },
        "Clienten": {"Client": clienten},
    }
    return met(bericht, "Declaratie", inhoud)


def _prestatie(deel: Deel, over: str) -> dict[str, Any]:
    """The amount is volume times tarief, the period the month of the declaratie, unless the part says otherwise."""
    heeft = deel.kenmerken
    code, volume, tarief = heeft.get("code", "45A04"), int(heeft.get("vol", "4")), int(heeft.get("tarief", "1250"))
    referentie = {"ReferentieNummer": heeft["rn"]}
    if "vorig" in heeft:
        referentie["VorigReferentieNummer"] = heeft["vorig"]
    periode = _maand(heeft.get("over", over))
    return {
        "ProductReferentie": referentie,
        "ToewijzingNummer": int(heeft.get("nr", "1")),
        "ProductCategorie": code[:2],
        "ProductCode": code,
        "ProductPeriode": {
            "Begindatum": heeft.get("van", periode["Begindatum"]),
            "Einddatum": heeft.get("tot", periode["Einddatum"]),
        },
        "GeleverdVolume": volume,
        "Eenheid": heeft.get("eenheid", "04"),
        "ProductTarief": tarief,
        "IngediendBedrag": {
            "Bedrag": int(heeft.get("bedrag", volume * tarief)),
            "DebetCredit": "C" if "credit" in deel.woorden else "D",
        },
    }


def _maand(maand: str) -> Mapping[str, date]:
    begin = date.fromisoformat(f"{maand}-01")
    volgende = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
    return {"Begindatum": begin, "Einddatum": date.fromordinal(volgende.toordinal() - 1)}


def _antwoord(heen: Bericht, regel: Regel, nummer: int) -> Bericht:
    """What a party answers itself to an earlier bericht: the codes that the line names, at their classes."""
    deel = regel.delen[0]
    bevindingen = [_bevinding(heen, *woord.split("@")) for woord in deel.woorden]
    identificatie = deel.kenmerken.get("id", f"S{nummer}")
    if not isinstance(heen, JW323):
        return retourbericht(heen, bevindingen, identificatie, regel.dag)
    antwoord: Bericht = declaratieantwoord(heen, bevindingen, identificatie, regel.dag)
    for kenmerk, pad in _IN_ANTWOORD.items():
        if kenmerk in deel.kenmerken:
            waarde = deel.kenmerken[kenmerk]
            antwoord = met(antwoord, pad, int(waarde) if kenmerk == "toegekend" else waarde)
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
    pad = next(pad for pad, deel in alle(heen) if plek in (pad.split("/")[-1], referentie_van(deel)))
    return Bevinding(
        code=code,
        niveau=Niveau.BERICHT if is_technisch else Niveau.BERICHTOVERSTIJGEND,
        pad=pad,
        regelnummer=None,
        tekst="fout",
        actie="herstel",
        retourcode=code,
    )


def referentie_van(deel: Any) -> str | None:
    """The ReferentieNummer of a prestatie; None for any other class."""
    product_referentie = getattr(deel, "product_referentie", None)
    return None if product_referentie is None else str(product_referentie.referentie_nummer)


_VORM: Mapping[str, Callable[[Bericht, Regel], Bericht]] = {
    "JW317": _verzoek_om_wijziging,
    "JW319": _antwoord_op_verzoek,
    "JW323": _declaratie,
}
