# SPDX-License-Identifier: EUPL-1.2
"""Berichten that grow, each with a history that grows along: the shapes that would make some rule slow.

Of every element that may repeat without bound there is at least: all valid and different; all of one key; all on one
toewijzing; all overlapping. A shape gives the bericht and the rows that were there before it.
"""

from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from itertools import cycle, islice
from typing import Any

import msgspec

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW323, JW325, Bericht, Klasse
from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product
from berichtenverkeer.berichten.jw325 import Client as Beantwoord
from berichtenverkeer.berichten.soorten import bsns as bsns_in
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.historie import Historie
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rijen import Rij
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.register.stand import RegisterStand
from bouwers import AANBIEDER, BSN, DAGTEKENING, GEMEENTE, bsns, jw301, jw305, jw307, jw315, jw317, jw323, jw325

Vorm = Callable[[int], tuple[Bericht, list[Rij]]]
"""How many parts -> the bericht with so many, and what was there before it."""

CLIENT = BSN.encode()
BEGIN = date(2021, 1, 1)
replace = msgspec.structs.replace
_PLAATS: dict[str, Any] = {"gemeente": GEMEENTE, "aanbieder": AANBIEDER, "client": CLIENT}


def history(bericht: Bericht, rijen: Iterable[Rij]) -> Historie:
    """The rows as `bericht` sees them."""
    clienten = {een: een.encode() for een in bsns_in(bericht)}
    vraag = bericht.header.declaratie_identificatie.identificatie if isinstance(bericht, JW325) else None
    return Historie(
        Stand(rijen),
        RegisterStand({}, versie=1),
        GEMEENTE,
        AANBIEDER,
        clienten,
        DAGTEKENING,
        verzender=bericht.header.afzender,
        declaratie_identificatie=vraag,
    )


def dag(nummer: int) -> date:
    """A day of its own for each of the first 25,000 numbers."""
    return BEGIN - timedelta(days=nummer % 25_000)


def code(nummer: int) -> CDT_Product:
    """A product of its own for each number."""
    return CDT_Product(categorie="45", code=f"{nummer:05d}")


# -- what was there


def toewijzing(nummer: int, **anders: Any) -> Toewijzing:
    """Product 45A04, 4 uur per week, from 2021."""
    velden: dict[str, Any] = {
        "categorie": "45",
        "code": "45A04",
        "eerste_datum": BEGIN,
        "eerste_tijd": time(9, 30),
        "toewijzingsdatum": BEGIN,
        "toewijzingstijd": time(9, 30),
        "ingangsdatum": BEGIN,
        "einddatum": None,
        "reden_wijziging": None,
        "referentie_aanbieder": None,
        "volume": 4,
        "eenheid": "04",
        "frequentie": "2",
        "budget_cents": None,
    }
    return Toewijzing(nummer=nummer, **_PLAATS, **(velden | anders))


def levering(nummer: int | None, begin: date, product: CDT_Product | None = None, **stops: Any) -> Levering:
    """A start, running but for `stops`."""
    categorie, code_ = (product.categorie, product.code) if product else ("45", "45A04")
    sleutel = f"{GEMEENTE}/{AANBIEDER}/{nummer or ''}/{categorie}/{code_ or ''}/{begin}"
    return Levering(
        sleutel=sleutel, toewijzing_nummer=nummer, categorie=categorie, code=code_, begindatum=begin, **_PLAATS, **stops
    )


def verzoek(referentie: str, **anders: Any) -> Verzoek:
    """An open request."""
    leeg: dict[str, Any] = dict.fromkeys(
        ("volume", "eenheid", "frequentie", "budget_cents", "verwijzer", "einddatum", "code")
    )
    velden: dict[str, Any] = {"dagtekening": BEGIN, "ontvangen_op": BEGIN, "categorie": "45", "ingangsdatum": BEGIN}
    return Verzoek(referentie=referentie, **_PLAATS, **(leeg | velden | anders))


def deel(referentie: str, volgnr: int, soort: Any, **anders: Any) -> Wijzigingsdeel:
    """One product of a JW317."""
    velden = ("toewijzing_nummer", "categorie", "code", "ingangsdatum", "einddatum")
    leeg: dict[str, Any] = dict.fromkeys((*velden, "volume", "eenheid", "frequentie", "budget_cents"))
    return Wijzigingsdeel(aanbieder=AANBIEDER, referentie=referentie, volgnr=volgnr, soort=soort, **(leeg | anders))


def prestatie(referentie: str, nummer: int, begin: date = date(2026, 3, 1), **anders: Any) -> Prestatie:
    """Approved, like the one of `jw323`."""
    velden: dict[str, Any] = {
        "declaratie_nummer": "DN0",
        "categorie": "45",
        "code": "45A04",
        "begindatum": begin,
        "einddatum": date(2026, 3, 31),
        "volume": 4,
        "eenheid": "04",
        "tarief_cents": 1250,
        "bedrag_cents": 5000,
        "is_credit": False,
        "vorig_referentie": None,
        "uitslag": "goedgekeurd",
    }
    return Prestatie(referentie=referentie, toewijzing_nummer=nummer, **_PLAATS, **(velden | anders))


def declaratie(nummer: str, **anders: Any) -> Declaratie:
    """Over March 2026."""
    velden: dict[str, Any] = {
        "identificatie": "JW323-1",
        "dagtekening": DAGTEKENING,
        "periode_begin": date(2026, 3, 1),
        "periode_eind": date(2026, 3, 31),
        "totaal_cents": 5000,
        "xsd_versie": "1.0.0 1.0.0",
        "ontvangen_op": DAGTEKENING,
    }
    return Declaratie(aanbieder=AANBIEDER, gemeente=GEMEENTE, nummer=nummer, **(velden | anders))


# -- berichten with many parts


def _gevuld(lijst: Klasse, delen: Iterable[Any]) -> Any:
    """A list of the standard with other parts."""
    (veld,) = lijst.__struct_fields__
    return replace(lijst, **{veld: tuple(delen)})


def toegewezen(aantal: int, anders: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW301:
    """Toewijzing 1 to `aantal`, each with a product of its own, but for what `anders` says of it."""
    bericht = jw301()
    een = bericht.client.toegewezen_producten.toegewezen_product[0]
    delen = (replace(een, **({"toewijzing_nummer": n, "product": code(n)} | anders(n))) for n in range(1, aantal + 1))
    client = replace(bericht.client, toegewezen_producten=_gevuld(bericht.client.toegewezen_producten, delen))
    return replace(bericht, client=client)


def _kring(aantal: int, soort: Callable[[int], str] = str) -> JW301:
    """With `aantal` relaties and contacten."""
    bericht = toegewezen(1)
    client = bericht.client
    assert client.relaties
    relatie, contact = client.relaties.relatie[0], client.contactgegevens.contact[0]
    return replace(
        bericht,
        client=replace(
            client,
            relaties=_gevuld(client.relaties, (replace(relatie, nummer=soort(n)) for n in range(aantal))),
            contactgegevens=_gevuld(client.contactgegevens, (replace(contact, soort=soort(n)) for n in range(aantal))),
        ),
    )


def gestart(aantal: int, anders: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW305:
    """A start on toewijzing 1 to `aantal`, but for what `anders` says of it."""
    bericht = jw305()
    een = bericht.client.start_producten.start_product[0]
    delen = (replace(een, **({"toewijzing_nummer": n} | anders(n))) for n in range(1, aantal + 1))
    return replace(
        bericht, client=replace(bericht.client, start_producten=_gevuld(bericht.client.start_producten, delen))
    )


def gestopt(aantal: int, anders: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW307:
    """A stop on toewijzing 1 to `aantal`, but for what `anders` says of it."""
    bericht = jw307()
    een = replace(bericht.client.stop_producten.stop_product[0], begindatum=BEGIN)
    delen = (replace(een, **({"toewijzing_nummer": n} | anders(n))) for n in range(1, aantal + 1))
    return replace(
        bericht, client=replace(bericht.client, stop_producten=_gevuld(bericht.client.stop_producten, delen))
    )


def gevraagd(aantal: int, anders: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW315:
    """Requests R1 to R<aantal>, each for a product of its own, but for what `anders` says of it."""
    bericht = jw315()
    een = bericht.client.aangevraagde_producten.aangevraagd_product[0]
    delen = (
        replace(een, **({"referentie_aanbieder": f"R{n}", "product": code(n)} | anders(n)))
        for n in range(1, aantal + 1)
    )
    lijst = _gevuld(bericht.client.aangevraagde_producten, delen)
    return replace(bericht, client=replace(bericht.client, aangevraagde_producten=lijst))


def te_wijzigen(aantal: int, anders: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW317:
    """A third of it each: unchanged, to change, new. `anders` says what is not as it is by itself."""
    bericht = jw317()
    wens = bericht.client.verzoek
    assert wens.ongewijzigde_producten
    assert wens.te_wijzigen_producten
    assert wens.nieuwe_producten
    gelijk = wens.ongewijzigde_producten.ongewijzigd_product[0]
    wijzig, nieuw = wens.te_wijzigen_producten.te_wijzigen_product[0], wens.nieuwe_producten.nieuw_product[0]

    def met(een: Any, nummer: int, **eigen: Any) -> Any:
        velden = eigen | anders(nummer)
        return replace(een, **{veld: velden[veld] for veld in een.__struct_fields__ if veld in velden})

    derde = aantal // 3
    return replace(
        bericht,
        client=replace(
            bericht.client,
            verzoek=replace(
                wens,
                ongewijzigde_producten=_gevuld(
                    wens.ongewijzigde_producten, (met(gelijk, n, toewijzing_nummer=n) for n in range(1, derde + 1))
                ),
                te_wijzigen_producten=_gevuld(
                    wens.te_wijzigen_producten,
                    (met(wijzig, n, toewijzing_nummer=n) for n in range(derde + 1, 2 * derde + 1)),
                ),
                nieuwe_producten=_gevuld(
                    wens.nieuwe_producten, (met(nieuw, n, product=code(n)) for n in range(2 * derde + 1, aantal + 1))
                ),
            ),
        ),
    )


def gedeclareerd(
    aantal: int, anders: Callable[[int], dict[str, Any]] = lambda _: {}, *, per_client: int = 1_000_000
) -> JW323:
    """Prestaties RN1 to RN<aantal> on toewijzing 1 to `aantal`, but for what `anders` says of it."""
    bericht = jw323()
    lijst = bericht.declaratie.clienten
    client = lijst.client[0]
    een = client.prestaties.prestatie[0]

    def regel(nummer: int) -> Any:
        velden = {"referentie": f"RN{nummer}", "vorig": None, "toewijzing_nummer": nummer} | anders(nummer)
        nummers = {"referentie_nummer": velden.pop("referentie"), "vorig_referentie_nummer": velden.pop("vorig")}
        return replace(een, product_referentie=replace(een.product_referentie, **nummers), **velden)

    regels = iter([regel(nummer) for nummer in range(1, aantal + 1)])
    clienten = []
    for bsn in cycle(islice(bsns(), 9_000)):
        eigen = list(islice(regels, per_client))
        if not eigen:
            break
        clienten.append(replace(client, bsn=bsn, prestaties=_gevuld(client.prestaties, eigen)))
    return replace(bericht, declaratie=replace(bericht.declaratie, clienten=_gevuld(lijst, clienten)))


def beantwoord(aantal: int, *, per_client: int = 1_000_000, codes: int = 1) -> JW325:
    """All of `gedeclareerd` rejected, each for `codes` reasons."""
    bericht, heen = jw325(), gedeclareerd(aantal, lambda _: {"toewijzing_nummer": 1}, per_client=per_client)
    antwoord = bericht.declaratie_antwoord
    assert antwoord
    assert antwoord.clienten
    voorbeeld = antwoord.clienten.client[0]
    retour = _gevuld(voorbeeld.retour_codes, ["9338"] * codes)

    def client(van: Any) -> Beantwoord:
        een = voorbeeld.prestaties.prestatie[0]
        regels = [
            replace(een, **{veld: getattr(regel, veld) for veld in regel.__struct_fields__}, retour_codes=retour)
            for regel in van.prestaties.prestatie
        ]
        return replace(voorbeeld, bsn=van.bsn, prestaties=_gevuld(voorbeeld.prestaties, regels))

    clienten = _gevuld(antwoord.clienten, map(client, heen.declaratie.clienten.client))
    return replace(bericht, declaratie_antwoord=replace(antwoord, clienten=clienten))


# -- the shapes

CREDIT = replace(jw323().declaratie.clienten.client[0].prestaties.prestatie[0].ingediend_bedrag, debet_credit="C")


def _honorering(
    aantal: int, wens: Callable[[int], dict[str, Any]], product: Callable[[int], dict[str, Any]]
) -> tuple[Bericht, list[Rij]]:
    """A JW317 with `aantal` new products, and a JW301 that grants it with as many."""
    vast = {"ingangsdatum": BEGIN, "volume": 4, "eenheid": "04", "frequentie": "2", "categorie": "45"}
    delen = [deel("VOW1", n, "nieuw", **(vast | wens(n))) for n in range(1, aantal + 1)]
    bericht = toegewezen(aantal, lambda n: {"referentie_aanbieder": "VOW1", **product(n)})
    return bericht, [verzoek("VOW1", is_wijziging=True), *delen]


def _zelfde(nummer: int) -> dict[str, Any]:
    return {"code": "45A04", "ingangsdatum": dag(nummer)}


VORMEN: dict[str, Vorm] = {
    "JW301 new": lambda n: (toegewezen(n), []),
    "JW301 of one product": lambda n: (toegewezen(n, lambda _: {"product": CDT_Product(categorie="45")}), []),
    "JW301 of one number": lambda n: (
        toegewezen(n, lambda _: {"toewijzing_nummer": 1, "reden_wijziging": "13"}),
        [toewijzing(1), *(prestatie(f"P{k}", 1) for k in range(n))],
    ),
    "JW301 changed": lambda n: (
        toegewezen(n, lambda k: {"reden_wijziging": "12", "referentie_aanbieder": f"V{k}"}),
        [*(toewijzing(k) for k in range(1, n + 1)), *(verzoek(f"V{k}", is_wijziging=True) for k in range(1, n + 1))],
    ),
    "JW301 removed": lambda n: (
        toegewezen(n, lambda _: {"reden_wijziging": "13"}),
        [*(toewijzing(k) for k in range(1, n + 1)), *(prestatie(f"P{k}", k) for k in range(1, n + 1))],
    ),
    "JW301 that goes on": lambda n: (
        toegewezen(n, lambda _: {"product": CDT_Product(categorie="45", code="45A04"), "toewijzingsdatum": BEGIN}),
        [toewijzing(10**6 + k, einddatum=date(2026, 3, 31)) for k in range(n)],
    ),
    "JW301 later versions of a granted JW317": lambda n: (
        toegewezen(n, lambda _: {"referentie_aanbieder": "VOW1"}),
        [
            verzoek("VOW1", is_wijziging=True, toegewezen_op=BEGIN),
            *(toewijzing(k) for k in range(1, n + 1)),
            *(deel("VOW1", k, "ongewijzigd", toewijzing_nummer=k) for k in range(1, n + 1)),
        ],
    ),
    "JW301 grants a wish each": lambda n: _honorering(n, lambda k: {"code": f"{k:05d}"}, lambda _: {}),
    "JW301 grants wishes that differ in a day": lambda n: _honorering(
        n, _zelfde, lambda k: {"product": CDT_Product(categorie="45", code="45A04"), "toewijzingsdatum": dag(7 * k)}
    ),
    "JW301 grants wishes that are all alike": lambda n: _honorering(
        n, lambda _: {"code": "45A04"}, lambda _: {"product": CDT_Product(categorie="45", code="45A04")}
    ),
    "JW301 extends all that was asked": lambda n: (
        toegewezen(2 * n, lambda k: {"product": code(0), "referentie_aanbieder": "VOW1", "ingangsdatum": dag(k)}),
        [
            verzoek("VOW1", is_wijziging=True),
            *(toewijzing(k, code="00000", einddatum=date(2026, 3, 31)) for k in range(1, n + 1)),
            *(
                deel(
                    "VOW1",
                    k,
                    "te wijzigen",
                    toewijzing_nummer=k,
                    ingangsdatum=BEGIN,
                    einddatum=date(2027, 3, 31),
                    volume=4,
                    eenheid="04",
                    frequentie="2",
                )
                for k in range(1, n + 1)
            ),
        ],
    ),
    "JW301 of many relaties": lambda n: (_kring(n), []),
    "JW301 of one relatie": lambda n: (_kring(n, lambda _: "1"), []),
    "JW305 new": lambda n: (gestart(n), [toewijzing(k) for k in range(1, n + 1)]),
    "JW305 unknown": lambda n: (gestart(n), []),
    "JW305 on what runs": lambda n: (
        gestart(n),
        [*(toewijzing(k) for k in range(1, n + 1)), *(levering(k, BEGIN) for k in range(1, n + 1))],
    ),
    "JW305 on one toewijzing": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": 1, "begindatum": dag(k)}),
        [toewijzing(1), *(levering(1, dag(2 * k), code(k)) for k in range(n))],
    ),
    "JW305 of one key": lambda n: (gestart(n, lambda _: {"toewijzing_nummer": 1}), [toewijzing(1)]),
    "JW305 without categorie": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": 1, "begindatum": dag(k), "product": None}),
        [toewijzing(1), *(levering(1, dag(2 * k), code(k), reden="19", einde=BEGIN) for k in range(n))],
    ),
    "JW305 without number": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": None, "product": code(k)}),
        [levering(None, BEGIN, code(k)) for k in range(n)],
    ),
    "JW305 takes back": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": 1, "begindatum": dag(k), "status_aanlevering": "3"}),
        [levering(1, dag(k)) for k in range(n)],
    ),
    "JW305 takes back and starts anew": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": k // 2, "status_aanlevering": "13"[k % 2]}),
        [levering(k, date(2026, 4, 3)) for k in range(n)],
    ),
    "JW307 a start each": lambda n: (
        gestopt(n),
        [*(toewijzing(k) for k in range(1, n + 1)), *(levering(k, BEGIN) for k in range(1, n + 1))],
    ),
    "JW307 unknown": lambda n: (gestopt(n), []),
    "JW307 on one start": lambda n: (
        gestopt(n, lambda k: {"toewijzing_nummer": 1, "einddatum": date.max - timedelta(days=k)}),
        [toewijzing(1), levering(1, BEGIN)],
    ),
    "JW307 temporary on one start": lambda n: (
        gestopt(n, lambda k: {"toewijzing_nummer": 1, "einddatum": dag(k), "reden_beeindiging": "20"}),
        [toewijzing(1), levering(1, BEGIN)],
    ),
    "JW307 of one key": lambda n: (gestopt(n, lambda _: {"toewijzing_nummer": 1}), [toewijzing(1), levering(1, BEGIN)]),
    "JW307 on starts of one day": lambda n: (
        gestopt(n, lambda k: {"toewijzing_nummer": 1, "product": code(k)}),
        [toewijzing(1), *(levering(1, BEGIN, code(k), tijdelijk_einde=dag(k)) for k in range(n))],
    ),
    "JW307 without number": lambda n: (
        gestopt(n, lambda k: {"toewijzing_nummer": None, "product": code(k)}),
        [levering(None, BEGIN, code(k)) for k in range(n)],
    ),
    "JW307 takes back and stops anew": lambda n: (
        gestopt(n, lambda k: {"toewijzing_nummer": k // 2, "status_aanlevering": "13"[k % 2]}),
        [levering(k, BEGIN, einde=date(2026, 4, 10), reden="31") for k in range(n)],
    ),
    "JW315 new": lambda n: (gevraagd(n), []),
    "JW315 open before": lambda n: (gevraagd(n), [verzoek(f"R{k}") for k in range(1, n + 1)]),
    "JW315 of one key": lambda n: (
        gevraagd(n, lambda _: {"referentie_aanbieder": "R1", "product": None}),
        [verzoek(f"R{k}") for k in range(n)],
    ),
    "JW315 that overlap": lambda n: (
        gevraagd(
            n,
            lambda k: {
                "product": CDT_Product(categorie="45"),
                "toewijzing_ingangsdatum": dag(k),
                "toewijzing_einddatum": BEGIN + timedelta(days=k),
            },
        ),
        [],
    ),
    "JW317 of what there is": lambda n: (te_wijzigen(n), [toewijzing(k, code=f"{k:05d}") for k in range(1, n + 1)]),
    "JW317 of one product": lambda n: (
        te_wijzigen(n, lambda _: {"product": CDT_Product(categorie="45")}),
        [toewijzing(k, code=None) for k in range(1, n + 1)],
    ),
    "JW317 of one number": lambda n: (
        te_wijzigen(n, lambda _: {"toewijzing_nummer": 1}),
        [*(toewijzing(k) for k in range(1, n + 1)), *(verzoek(f"V{k}") for k in range(n))],
    ),
    "JW317 of budgets": lambda n: (
        te_wijzigen(
            n, lambda k: {"gewenste_ingangsdatum": dag(k), "omvang": CDT_Omvang(volume=1, eenheid="04", frequentie="6")}
        ),
        [toewijzing(k, frequentie="6", categorie=None, code=None) for k in range(1, n + 1)],
    ),
    "JW323 on a toewijzing each": lambda n: (gedeclareerd(n), [toewijzing(k) for k in range(1, n + 1)]),
    "JW323 on one toewijzing": lambda n: (
        gedeclareerd(n, lambda _: {"toewijzing_nummer": 1}),
        [toewijzing(1, budget_cents=1), *(prestatie(f"P{k}", 1) for k in range(n))],
    ),
    "JW323 of many clients": lambda n: (gedeclareerd(n, per_client=2), [toewijzing(k) for k in range(1, n + 1)]),
    "JW323 of one reference": lambda n: (
        gedeclareerd(n, lambda _: {"referentie": "RN1", "toewijzing_nummer": 1}),
        [toewijzing(1), *(prestatie(f"RN{k}", 1) for k in range(n))],
    ),
    "JW323 of credits": lambda n: (
        gedeclareerd(n, lambda k: {"vorig": f"P{k}", "toewijzing_nummer": 1, "ingediend_bedrag": CREDIT}),
        [toewijzing(1), *(prestatie(f"P{k}", 1) for k in range(n))],
    ),
    "JW323 credited before": lambda n: (
        gedeclareerd(n, lambda k: {"vorig": f"P{k}", "toewijzing_nummer": k, "ingediend_bedrag": CREDIT}),
        [
            *(toewijzing(k) for k in range(1, n + 1)),
            *(prestatie(f"P{k}", k, is_gecrediteerd=True) for k in range(1, n + 1)),
            *(prestatie(f"C{k}", k, is_credit=True, vorig_referentie=f"P{k}") for k in range(1, n + 1)),
        ],
    ),
    "JW323 after many declaraties": lambda n: (
        gedeclareerd(n),
        [declaratie(f"D{k}", periode_begin=dag(k), identificatie=f"I{k}") for k in range(n)],
    ),
    "JW325 of one client": lambda n: (
        beantwoord(n),
        [declaratie("DN1"), *(prestatie(f"RN{k}", 1, declaratie_nummer="DN1") for k in range(1, n + 1))],
    ),
    "JW325 of many clients": lambda n: (
        beantwoord(n, per_client=2),
        [declaratie("DN1"), *(prestatie(f"RN{k}", 1, declaratie_nummer="DN1") for k in range(1, n + 1))],
    ),
    "JW325 of many reasons": lambda n: (beantwoord(n // 10, codes=10), [declaratie("DN1")]),
    "JW325 on nothing": lambda n: (beantwoord(n), []),
}
