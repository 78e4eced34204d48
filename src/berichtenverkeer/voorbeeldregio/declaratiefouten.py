# SPDX-License-Identifier: EUPL-1.2
"""Deliberate mistakes of an office: a whole declaratie that is wrong, or one prestatie in one that is right.

Each with the one rule that it breaks and the one retourcode that it must get, at exactly that place in the JW325.
"""

from collections.abc import Callable, Generator
from datetime import timedelta
from typing import Any

import msgspec

from berichtenverkeer.berichten import Bericht
from berichtenverkeer.berichten.basisschema import CDT_Referentie
from berichtenverkeer.standaard.codes import Retourcode
from berichtenverkeer.voorbeeldregio.declaraties import Boek, Concept, Regel, maak_prestatie
from berichtenverkeer.voorbeeldregio.toewijzen import is_verwijderd
from berichtenverkeer.voorbeeldregio.verdiend import Inhoud, Periode, Verdiend, maand_van, meest_in_totaal
from berichtenverkeer.voorbeeldregio.zending import Fout, Regelfouten, Zending

BERICHT = Retourcode.TECHNISCH
_EERST_ZELDEN = 0.5
_ONBEKEND_NUMMER = 1
_ONBEKENDE_REFERENTIE = "P0"
_DAG = timedelta(days=1)

Bederf = Callable[[Boek, Concept, Regel, Verdiend], Regel | None]
"""Makes a wrong prestatie of a right debet; None when that cannot be done with this one."""

Extra = Callable[[Boek, Concept], Regel | None]
"""Makes a wrong prestatie beside those of a declaratie."""


def vooraf(boek: Boek, concept: Concept) -> Generator[Zending, bool, None]:
    """Now and then the declaratie is sent wrong first; it counts as not sent, so all in it may be sent again."""
    if boek.kans(boek.opzet.foutkans):
        fout, maak = boek.toeval.choice(_GEHEEL)
        bericht = maak(boek, concept)
        if bericht is not None:
            yield Zending(dag=boek.vandaag, bericht=bericht, fout=fout)


def erin(boek: Boek, concept: Concept) -> tuple[tuple[Regel, ...], Regelfouten]:
    """The prestaties as they are sent, and which of them is wrong now and then.

    A wrong one takes the place of a right one, which then comes in a later declaratie; or it comes beside them.
    """
    if not boek.kans(boek.opzet.foutkans):
        return concept.regels, ()
    soorten = boek.toeval.sample(_ZELDEN, len(_ZELDEN)) if boek.kans(_EERST_ZELDEN) else []
    for fout, bederf, extra in [*soorten, boek.toeval.choice(_REGELS)]:
        gemaakt = _erbij(boek, concept, extra) if extra is not None else None
        gemaakt = gemaakt or (_ervoor(boek, concept, bederf) if bederf is not None else None)
        if gemaakt is not None:
            regels, verkeerd = gemaakt
            return tuple(regels), ((verkeerd.referentie, fout),)
    return concept.regels, ()


def _erbij(boek: Boek, concept: Concept, extra: Extra) -> tuple[list[Regel], Regel] | None:
    verkeerd = extra(boek, concept)
    return None if verkeerd is None else ([*concept.regels, verkeerd], verkeerd)


def _ervoor(boek: Boek, concept: Concept, bederf: Bederf) -> tuple[list[Regel], Regel] | None:
    """In the place of one of the debets, whichever can be spoiled so."""
    regels = list(concept.regels)
    debets = [(plek, een, een.waarvoor) for plek, een in enumerate(regels) if een.waarvoor is not None]
    boek.toeval.shuffle(debets)
    for plek, regel, waarvoor in debets:
        verkeerd = bederf(boek, concept, regel, waarvoor)
        if verkeerd is not None:
            regels[plek] = verkeerd
            return regels, verkeerd
    return None


# -- the whole


def _verkeerd_totaal(boek: Boek, concept: Concept) -> Bericht:
    return boek.schrijf(concept.nummer, concept.maand, concept.regels, te_veel_cents=100)


def _gebruikt_nummer(boek: Boek, concept: Concept) -> Bericht | None:
    if not boek.verstuurd:
        return None
    nummer, _ = boek.toeval.choice(boek.verstuurd)
    return boek.schrijf(nummer, concept.maand, concept.regels)


def _gebruikte_identificatie(boek: Boek, concept: Concept) -> Bericht | None:
    if not boek.verstuurd:
        return None
    _, identificatie = boek.toeval.choice(boek.verstuurd)
    return boek.schrijf(concept.nummer, concept.maand, concept.regels, identificatie=identificatie)


def _eerdere_periode(boek: Boek, concept: Concept) -> Bericht | None:
    """Only with what lies in that period (TR319)."""
    laatste = boek.periode
    if laatste is None:
        return None
    maand = (laatste - _DAG).replace(day=1)
    laat = [regel for regel in concept.regels if regel.prestatie.product_periode.begindatum <= maand_van(maand).einde]
    return boek.schrijf(f"{concept.nummer}E", maand, laat) if laat else None


_GEHEEL: tuple[tuple[Fout, Callable[[Boek, Concept], Bericht | None]], ...] = (
    (Fout("TR358", BERICHT), _verkeerd_totaal),
    (Fout("TR333", "9333"), _gebruikt_nummer),
    (Fout("TR318", "8214"), _eerdere_periode),
    (Fout("TR056", "9056"), _gebruikte_identificatie),
)


# -- one prestatie in the place of a right one


def _onbekende_toewijzing(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel:
    del boek, concept, waarvoor
    return _met(regel, toewijzing_nummer=_ONBEKEND_NUMMER)


def _van_een_ander(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    del concept, waarvoor
    clienten = boek.clienten.values()
    anderen = [
        nummer for leven in clienten if leven is not regel.leven for nummer in leven.toewijzingen.get(boek.plek, ())
    ]
    return _met(regel, toewijzing_nummer=boek.toeval.choice(anderen)) if anderen else None


def _verkeerd_tarief(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel:
    del boek, concept
    inhoud = waarvoor.inhoud
    return _als(regel, waarvoor.met(inhoud.volume, inhoud.tarief_cents + 1))


def _verkeerd_bedrag(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel:
    del boek, concept
    inhoud = waarvoor.inhoud
    return _als(regel, msgspec.structs.replace(inhoud, bedrag_cents=inhoud.bedrag_cents + 1))


def _te_veel_in_de_maand(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    meest, over = waarvoor.meest_in_periode, _over(boek, concept, waarvoor)
    if meest is None:
        return None
    volume = meest * _gewicht(waarvoor) + 1
    return _als(regel, waarvoor.met(volume)) if over is None or volume <= over + waarvoor.inhoud.volume else None


def _te_veel_in_totaal(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    meest, over = waarvoor.meest_in_periode, _over(boek, concept, waarvoor)
    laatste = [een for een in concept.regels if een.prestatie.toewijzing_nummer == waarvoor.sleutel.nummer][-1]
    if over is None or laatste is not regel:  # the lines after it would not fit instead
        return None
    volume = over + waarvoor.inhoud.volume + 1
    return _als(regel, waarvoor.met(volume)) if meest is None or volume <= meest * _gewicht(waarvoor) else None


def _andere_code(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    del concept
    product, inhoud = waarvoor.toewijzing.product, waarvoor.inhoud
    if product is None or product.code is None:
        return None
    (aanbieder, gemeente), landschap, begin = boek.plek, regel.leven.landschap, inhoud.periode.begin
    anders = [
        (code, tarief)
        for code in landschap.producten_van(aanbieder, gemeente, inhoud.categorie, begin)
        for eenheid, tarief in landschap.tarieven(aanbieder, inhoud.categorie, code, begin).items()
        if code != inhoud.code and eenheid == inhoud.eenheid
    ]
    if not anders:
        return None
    code, tarief = boek.toeval.choice(anders)
    return _als(regel, msgspec.structs.replace(waarvoor.met(inhoud.volume, tarief), code=code))


def _begint_te_laat(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    del boek, concept
    begin, einde = waarvoor.inhoud.periode
    return _over_dagen(regel, waarvoor, Periode(begin + _DAG, einde))


def _eindigt_te_vroeg(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    del boek, concept
    begin, einde = waarvoor.inhoud.periode
    return _over_dagen(regel, waarvoor, Periode(begin, einde - _DAG))


def _gebruikte_referentie(boek: Boek, concept: Concept, regel: Regel, waarvoor: Verdiend) -> Regel | None:
    del waarvoor
    vrij = [een.referentie for een in boek.ingediend.values() if een.referentie not in _terug(concept)]
    return _met(regel, product_referentie=CDT_Referentie(referentie_nummer=boek.toeval.choice(vrij))) if vrij else None


# -- one prestatie more


def _nog_een_debet(boek: Boek, concept: Concept) -> Regel | None:
    """Of the same period as one that stays."""
    terug = _terug(concept)
    ingediend = [een for een in boek.ingediend.values() if een.referentie not in terug]
    boek.toeval.shuffle(ingediend)
    for eerder in ingediend:
        over = _over(boek, concept, eerder.waarvoor)
        if over is None or over > 0:
            nummer = eerder.waarvoor.sleutel.nummer
            return Regel(eerder.leven, maak_prestatie(eerder.waarvoor.met(1), nummer, boek.nieuwe_referentie()))
    return None


def _credit_van_niets(boek: Boek, concept: Concept) -> Regel | None:
    del concept
    ingediend = list(boek.ingediend.values())
    return boek.credit(boek.toeval.choice(ingediend), _ONBEKENDE_REFERENTIE) if ingediend else None


def _nog_eens_terug(boek: Boek, concept: Concept) -> Regel | None:
    del concept
    return boek.credit(boek.toeval.choice(boek.teruggenomen)) if boek.teruggenomen else None


def _op_verwijderde_toewijzing(boek: Boek, concept: Concept) -> Regel | None:
    for leven in boek.clienten.values():
        for toewijzing in leven.toewijzingen.get(boek.plek, {}).values():
            dag, product = toewijzing.ingangsdatum, toewijzing.product
            if not is_verwijderd(toewijzing) or dag > maand_van(concept.maand).einde or product is None:
                continue
            if product.code is None:
                continue
            tarieven = leven.landschap.tarieven(boek.plek.aanbieder, product.categorie, product.code, dag)
            for eenheid, tarief in sorted(tarieven.items()):
                periode = Periode(dag, maand_van(dag).einde)
                inhoud = Inhoud(product.categorie, product.code, periode, 1, eenheid, tarief, tarief)
                return Regel(leven, maak_prestatie(inhoud, toewijzing.toewijzing_nummer, boek.nieuwe_referentie()))
    return None


# -- by what means


def _met(regel: Regel, **anders: Any) -> Regel:
    return Regel(regel.leven, msgspec.structs.replace(regel.prestatie, **anders))


def _als(regel: Regel, inhoud: Inhoud) -> Regel:
    return Regel(regel.leven, maak_prestatie(inhoud, regel.prestatie.toewijzing_nummer, regel.referentie))


def _over_dagen(regel: Regel, waarvoor: Verdiend, periode: Periode) -> Regel | None:
    """The same over fewer days, and no more than fits in them."""
    if not periode.dagen:
        return None
    volume, omvang = waarvoor.inhoud.volume, waarvoor.toewijzing.omvang
    if waarvoor.meest_in_periode is not None and omvang is not None:
        volume = min(volume, omvang.volume * periode.weken * _gewicht(waarvoor))
    return _als(regel, msgspec.structs.replace(waarvoor.met(volume), periode=periode))


def _over(boek: Boek, concept: Concept, waarvoor: Verdiend) -> int | None:
    """What is left of a toewijzing after this declaratie, in the unit of the prestatie; None without a limit."""
    nummer = waarvoor.sleutel.nummer
    meest = meest_in_totaal(waarvoor.leven.toewijzingen[boek.plek][nummer])
    if meest is None:
        return None
    terug, ingediend = _terug(concept), boek.ingediend.values()
    staat = [een.waarvoor for een in ingediend if een.referentie not in terug]
    nu = [een.waarvoor for een in concept.regels if een.waarvoor is not None]
    gebruikt = sum(een.inhoud.volume for een in (*staat, *nu) if een.sleutel.nummer == nummer)
    return meest * _gewicht(waarvoor) - gebruikt


def _gewicht(waarvoor: Verdiend) -> int:
    """How many units of the prestatie go in one of the toewijzing."""
    return 1 if waarvoor.uurtarief_cents is None else 60


def _terug(concept: Concept) -> set[str | None]:
    return {een.prestatie.product_referentie.vorig_referentie_nummer for een in concept.regels}


_Soort = tuple[Fout, Bederf | None, Extra | None]

_ZELDEN: tuple[_Soort, ...] = (
    (Fout("TR322", "9322"), _te_veel_in_totaal, None),
    (Fout("TR390", "9390"), None, _nog_eens_terug),
    (Fout("TR384", "9384"), None, _op_verwijderde_toewijzing),
)
"""What can seldom be made, so it is tried first now and then."""

_REGELS: tuple[_Soort, ...] = (
    (Fout("TR338", "9338"), _onbekende_toewijzing, None),
    (Fout("TR338", "9338"), _van_een_ander, None),
    (Fout("TR418", "0611"), _verkeerd_tarief, None),
    (Fout("TR346", "9346"), _verkeerd_bedrag, None),
    (Fout("TR321", "9321"), _te_veel_in_de_maand, None),
    (Fout("TR340", "9340"), _andere_code, None),
    (Fout("TR387", "9387"), _begint_te_laat, None),
    (Fout("TR388", "9388"), _eindigt_te_vroeg, None),
    (Fout("TR314", "8021"), _gebruikte_referentie, None),
    (Fout("TR389", "9389"), None, _nog_een_debet),
    (Fout("TR323", "8017"), None, _credit_van_niets),
)

FOUTEN = frozenset(fout for fout, *_ in (*_GEHEEL, *_REGELS, *_ZELDEN))
"""Every mistake that an office can make."""
