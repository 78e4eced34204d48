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

from berichtenverkeer.berichten import JW301, JW305, JW307, JW315, JW317, JW323, JW325, Bericht, Class
from berichtenverkeer.berichten.basisschema import CDT_Omvang, CDT_Product
from berichtenverkeer.berichten.jw325 import Client as Beantwoord
from berichtenverkeer.berichten.kinds import bsns as bsns_in
from berichtenverkeer.projections.declaraties import Declaratie, Prestatie
from berichtenverkeer.projections.historie import LoadedHistory
from berichtenverkeer.projections.leveringen import Levering
from berichtenverkeer.projections.rows import Row
from berichtenverkeer.projections.stand import Stand
from berichtenverkeer.projections.toewijzingen import Toewijzing
from berichtenverkeer.projections.verzoeken import Verzoek, Wijzigingsdeel
from berichtenverkeer.register.stand import RegisterStand
from bouwers import AANBIEDER, BSN, DAGTEKENING, GEMEENTE, bsns, jw301, jw305, jw307, jw315, jw317, jw323, jw325

Form = Callable[[int], tuple[Bericht, list[Row]]]
"""How many parts -> the bericht with so many, and what was there before it."""

CLIENT = BSN.encode()
BEGIN = date(2021, 1, 1)
replace = msgspec.structs.replace
_PLAATS: dict[str, Any] = {"gemeente": GEMEENTE, "aanbieder": AANBIEDER, "client": CLIENT}


def history(bericht: Bericht, rows: Iterable[Row]) -> LoadedHistory:
    """The rows as `bericht` sees them."""
    clienten = {one: one.encode() for one in bsns_in(bericht)}
    question = bericht.header.declaratie_identificatie.identificatie if isinstance(bericht, JW325) else None
    return LoadedHistory(
        Stand(rows),
        RegisterStand({}, versie=1),
        GEMEENTE,
        AANBIEDER,
        clienten,
        DAGTEKENING,
        verzender=bericht.header.afzender,
        declaratie_identificatie=question,
    )


def day(number: int) -> date:
    """A day of its own for each of the first 25,000 numbers."""
    return BEGIN - timedelta(days=number % 25_000)


def code(number: int) -> CDT_Product:
    """A product of its own for each number."""
    return CDT_Product(categorie="45", code=f"{number:05d}")


# -- what was there


def toewijzing(number: int, **otherwise: Any) -> Toewijzing:
    """Product 45A04, 4 uur per week, from 2021."""
    fields: dict[str, Any] = {
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
    return Toewijzing(nummer=number, **_PLAATS, **(fields | otherwise))


def levering(number: int | None, begin: date, product: CDT_Product | None = None, **stops: Any) -> Levering:
    """A start, running but for `stops`."""
    categorie, code_ = (product.categorie, product.code) if product else ("45", "45A04")
    return Levering(toewijzing_nummer=number, categorie=categorie, code=code_, begindatum=begin, **_PLAATS, **stops)


def verzoek(referentie: str, **otherwise: Any) -> Verzoek:
    """An open request."""
    empty: dict[str, Any] = dict.fromkeys(
        ("volume", "eenheid", "frequentie", "budget_cents", "verwijzer", "einddatum", "code")
    )
    fields: dict[str, Any] = {"dagtekening": BEGIN, "ontvangen_op": BEGIN, "categorie": "45", "ingangsdatum": BEGIN}
    return Verzoek(referentie=referentie, **_PLAATS, **(empty | fields | otherwise))


def part(referentie: str, volgnr: int, soort: Any, **otherwise: Any) -> Wijzigingsdeel:
    """One product of a JW317."""
    fields = ("toewijzing_nummer", "categorie", "code", "ingangsdatum", "einddatum")
    empty: dict[str, Any] = dict.fromkeys((*fields, "volume", "eenheid", "frequentie", "budget_cents"))
    return Wijzigingsdeel(aanbieder=AANBIEDER, referentie=referentie, volgnr=volgnr, soort=soort, **(empty | otherwise))


def prestatie(referentie: str, number: int, begin: date = date(2026, 3, 1), **otherwise: Any) -> Prestatie:
    """Approved, like the one of `jw323`."""
    fields: dict[str, Any] = {
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
    return Prestatie(referentie=referentie, toewijzing_nummer=number, **_PLAATS, **(fields | otherwise))


def declaratie(number: str, **otherwise: Any) -> Declaratie:
    """Over March 2026."""
    fields: dict[str, Any] = {
        "identificatie": "JW323-1",
        "dagtekening": DAGTEKENING,
        "periode_begin": date(2026, 3, 1),
        "periode_eind": date(2026, 3, 31),
        "totaal_cents": 5000,
        "xsd_versie": "1.0.0 1.0.0",
        "ontvangen_op": DAGTEKENING,
    }
    return Declaratie(aanbieder=AANBIEDER, gemeente=GEMEENTE, nummer=number, **(fields | otherwise))


# -- berichten with many parts


def _filled(listing: Class, parts: Iterable[Any]) -> Any:
    """A list of the standard with other parts."""
    (field,) = listing.__struct_fields__
    return replace(listing, **{field: tuple(parts)})


def toegewezen(count: int, otherwise: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW301:
    """Toewijzing 1 to `count`, each with a product of its own, but for what `otherwise` says of it."""
    bericht = jw301()
    one = bericht.client.toegewezen_producten.toegewezen_product[0]
    parts = (replace(one, **({"toewijzing_nummer": n, "product": code(n)} | otherwise(n))) for n in range(1, count + 1))
    client = replace(bericht.client, toegewezen_producten=_filled(bericht.client.toegewezen_producten, parts))
    return replace(bericht, client=client)


def _kring(count: int, soort: Callable[[int], str] = str) -> JW301:
    """With `count` relaties and contacten."""
    bericht = toegewezen(1)
    client = bericht.client
    assert client.relaties
    relatie, contact = client.relaties.relatie[0], client.contactgegevens.contact[0]
    return replace(
        bericht,
        client=replace(
            client,
            relaties=_filled(client.relaties, (replace(relatie, nummer=soort(n)) for n in range(count))),
            contactgegevens=_filled(client.contactgegevens, (replace(contact, soort=soort(n)) for n in range(count))),
        ),
    )


def gestart(count: int, otherwise: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW305:
    """A start on toewijzing 1 to `count`, but for what `otherwise` says of it."""
    bericht = jw305()
    one = bericht.client.start_producten.start_product[0]
    parts = (replace(one, **({"toewijzing_nummer": n} | otherwise(n))) for n in range(1, count + 1))
    return replace(
        bericht, client=replace(bericht.client, start_producten=_filled(bericht.client.start_producten, parts))
    )


def stopped(count: int, otherwise: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW307:
    """A stop on toewijzing 1 to `count`, but for what `otherwise` says of it."""
    bericht = jw307()
    one = replace(bericht.client.stop_producten.stop_product[0], begindatum=BEGIN)
    parts = (replace(one, **({"toewijzing_nummer": n} | otherwise(n))) for n in range(1, count + 1))
    return replace(
        bericht, client=replace(bericht.client, stop_producten=_filled(bericht.client.stop_producten, parts))
    )


def asked(count: int, otherwise: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW315:
    """Requests R1 to R<aantal>, each for a product of its own, but for what `otherwise` says of it."""
    bericht = jw315()
    one = bericht.client.aangevraagde_producten.aangevraagd_product[0]
    parts = (
        replace(one, **({"referentie_aanbieder": f"R{n}", "product": code(n)} | otherwise(n)))
        for n in range(1, count + 1)
    )
    listing = _filled(bericht.client.aangevraagde_producten, parts)
    return replace(bericht, client=replace(bericht.client, aangevraagde_producten=listing))


def te_wijzigen(count: int, otherwise: Callable[[int], dict[str, Any]] = lambda _: {}) -> JW317:
    """A third of it each: unchanged, to change, new. `otherwise` says what is not as it is by itself."""
    bericht = jw317()
    wish = bericht.client.verzoek
    assert wish.ongewijzigde_producten
    assert wish.te_wijzigen_producten
    assert wish.nieuwe_producten
    equal = wish.ongewijzigde_producten.ongewijzigd_product[0]
    change, new = wish.te_wijzigen_producten.te_wijzigen_product[0], wish.nieuwe_producten.nieuw_product[0]

    def with_(one: Any, number: int, **own: Any) -> Any:
        fields = own | otherwise(number)
        return replace(one, **{field: fields[field] for field in one.__struct_fields__ if field in fields})

    derde = count // 3
    return replace(
        bericht,
        client=replace(
            bericht.client,
            verzoek=replace(
                wish,
                ongewijzigde_producten=_filled(
                    wish.ongewijzigde_producten, (with_(equal, n, toewijzing_nummer=n) for n in range(1, derde + 1))
                ),
                te_wijzigen_producten=_filled(
                    wish.te_wijzigen_producten,
                    (with_(change, n, toewijzing_nummer=n) for n in range(derde + 1, 2 * derde + 1)),
                ),
                nieuwe_producten=_filled(
                    wish.nieuwe_producten, (with_(new, n, product=code(n)) for n in range(2 * derde + 1, count + 1))
                ),
            ),
        ),
    )


def gedeclareerd(
    count: int, otherwise: Callable[[int], dict[str, Any]] = lambda _: {}, *, per_client: int = 1_000_000
) -> JW323:
    """Prestaties RN1 to RN<aantal> on toewijzing 1 to `count`, but for what `otherwise` says of it."""
    bericht = jw323()
    listing = bericht.declaratie.clienten
    client = listing.client[0]
    one = client.prestaties.prestatie[0]

    def regel(number: int) -> Any:
        fields = {"referentie": f"RN{number}", "vorig": None, "toewijzing_nummer": number} | otherwise(number)
        numbers = {"referentie_nummer": fields.pop("referentie"), "vorig_referentie_nummer": fields.pop("vorig")}
        return replace(one, product_referentie=replace(one.product_referentie, **numbers), **fields)

    regels = iter([regel(number) for number in range(1, count + 1)])
    clienten = []
    for bsn in cycle(islice(bsns(), 9_000)):
        own = list(islice(regels, per_client))
        if not own:
            break
        clienten.append(replace(client, bsn=bsn, prestaties=_filled(client.prestaties, own)))
    return replace(bericht, declaratie=replace(bericht.declaratie, clienten=_filled(listing, clienten)))


def answered(count: int, *, per_client: int = 1_000_000, codes: int = 1) -> JW325:
    """All of `gedeclareerd` rejected, each for `codes` reasons."""
    bericht, heen = jw325(), gedeclareerd(count, lambda _: {"toewijzing_nummer": 1}, per_client=per_client)
    antwoord = bericht.declaratie_antwoord
    assert antwoord
    assert antwoord.clienten
    example = antwoord.clienten.client[0]
    retour = _filled(example.retour_codes, ["9338"] * codes)

    def client(van: Any) -> Beantwoord:
        one = example.prestaties.prestatie[0]
        regels = [
            replace(one, **{field: getattr(regel, field) for field in regel.__struct_fields__}, retour_codes=retour)
            for regel in van.prestaties.prestatie
        ]
        return replace(example, bsn=van.bsn, prestaties=_filled(example.prestaties, regels))

    clienten = _filled(antwoord.clienten, map(client, heen.declaratie.clienten.client))
    return replace(bericht, declaratie_antwoord=replace(antwoord, clienten=clienten))


# -- the shapes

CREDIT = replace(jw323().declaratie.clienten.client[0].prestaties.prestatie[0].ingediend_bedrag, debet_credit="C")


def _honorering(
    count: int, wish: Callable[[int], dict[str, Any]], product: Callable[[int], dict[str, Any]]
) -> tuple[Bericht, list[Row]]:
    """A JW317 with `count` new products, and a JW301 that grants it with as many."""
    fixed = {"ingangsdatum": BEGIN, "volume": 4, "eenheid": "04", "frequentie": "2", "categorie": "45"}
    parts = [part("VOW1", n, "nieuw", **(fixed | wish(n))) for n in range(1, count + 1)]
    bericht = toegewezen(count, lambda n: {"referentie_aanbieder": "VOW1", **product(n)})
    return bericht, [verzoek("VOW1", is_wijziging=True), *parts]


def _zelfde(number: int) -> dict[str, Any]:
    return {"code": "45A04", "ingangsdatum": day(number)}


VORMEN: dict[str, Form] = {
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
            *(part("VOW1", k, "ongewijzigd", toewijzing_nummer=k) for k in range(1, n + 1)),
        ],
    ),
    "JW301 grants a wish each": lambda n: _honorering(n, lambda k: {"code": f"{k:05d}"}, lambda _: {}),
    "JW301 grants wishes that differ in a day": lambda n: _honorering(
        n, _zelfde, lambda k: {"product": CDT_Product(categorie="45", code="45A04"), "toewijzingsdatum": day(7 * k)}
    ),
    "JW301 grants wishes that are all alike": lambda n: _honorering(
        n, lambda _: {"code": "45A04"}, lambda _: {"product": CDT_Product(categorie="45", code="45A04")}
    ),
    "JW301 extends all that was asked": lambda n: (
        toegewezen(2 * n, lambda k: {"product": code(0), "referentie_aanbieder": "VOW1", "ingangsdatum": day(k)}),
        [
            verzoek("VOW1", is_wijziging=True),
            *(toewijzing(k, code="00000", einddatum=date(2026, 3, 31)) for k in range(1, n + 1)),
            *(
                part(
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
        gestart(n, lambda k: {"toewijzing_nummer": 1, "begindatum": day(k)}),
        [toewijzing(1), *(levering(1, day(2 * k), code(k)) for k in range(n))],
    ),
    "JW305 of one key": lambda n: (gestart(n, lambda _: {"toewijzing_nummer": 1}), [toewijzing(1)]),
    "JW305 without categorie": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": 1, "begindatum": day(k), "product": None}),
        [toewijzing(1), *(levering(1, day(2 * k), code(k), reden="19", einde=BEGIN) for k in range(n))],
    ),
    "JW305 without number": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": None, "product": code(k)}),
        [levering(None, BEGIN, code(k)) for k in range(n)],
    ),
    "JW305 takes back": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": 1, "begindatum": day(k), "status_aanlevering": "3"}),
        [levering(1, day(k)) for k in range(n)],
    ),
    "JW305 takes back and starts anew": lambda n: (
        gestart(n, lambda k: {"toewijzing_nummer": k // 2, "status_aanlevering": "13"[k % 2]}),
        [levering(k, date(2026, 4, 3)) for k in range(n)],
    ),
    "JW307 a start each": lambda n: (
        stopped(n),
        [*(toewijzing(k) for k in range(1, n + 1)), *(levering(k, BEGIN) for k in range(1, n + 1))],
    ),
    "JW307 unknown": lambda n: (stopped(n), []),
    "JW307 on one start": lambda n: (
        stopped(n, lambda k: {"toewijzing_nummer": 1, "einddatum": date.max - timedelta(days=k)}),
        [toewijzing(1), levering(1, BEGIN)],
    ),
    "JW307 temporary on one start": lambda n: (
        stopped(n, lambda k: {"toewijzing_nummer": 1, "einddatum": day(k), "reden_beeindiging": "20"}),
        [toewijzing(1), levering(1, BEGIN)],
    ),
    "JW307 of one key": lambda n: (stopped(n, lambda _: {"toewijzing_nummer": 1}), [toewijzing(1), levering(1, BEGIN)]),
    "JW307 on starts of one day": lambda n: (
        stopped(n, lambda k: {"toewijzing_nummer": 1, "product": code(k)}),
        [toewijzing(1), *(levering(1, BEGIN, code(k), tijdelijk_einde=day(k)) for k in range(n))],
    ),
    "JW307 without number": lambda n: (
        stopped(n, lambda k: {"toewijzing_nummer": None, "product": code(k)}),
        [levering(None, BEGIN, code(k)) for k in range(n)],
    ),
    "JW307 takes back and stops anew": lambda n: (
        stopped(n, lambda k: {"toewijzing_nummer": k // 2, "status_aanlevering": "13"[k % 2]}),
        [levering(k, BEGIN, einde=date(2026, 4, 10), reden="31") for k in range(n)],
    ),
    "JW315 new": lambda n: (asked(n), []),
    "JW315 open before": lambda n: (asked(n), [verzoek(f"R{k}") for k in range(1, n + 1)]),
    "JW315 of one key": lambda n: (
        asked(n, lambda _: {"referentie_aanbieder": "R1", "product": None}),
        [verzoek(f"R{k}") for k in range(n)],
    ),
    "JW315 that overlap": lambda n: (
        asked(
            n,
            lambda k: {
                "product": CDT_Product(categorie="45"),
                "toewijzing_ingangsdatum": day(k),
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
            n, lambda k: {"gewenste_ingangsdatum": day(k), "omvang": CDT_Omvang(volume=1, eenheid="04", frequentie="6")}
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
        [declaratie(f"D{k}", periode_begin=day(k), identificatie=f"I{k}") for k in range(n)],
    ),
    "JW325 of one client": lambda n: (
        answered(n),
        [declaratie("DN1"), *(prestatie(f"RN{k}", 1, declaratie_nummer="DN1") for k in range(1, n + 1))],
    ),
    "JW325 of many clients": lambda n: (
        answered(n, per_client=2),
        [declaratie("DN1"), *(prestatie(f"RN{k}", 1, declaratie_nummer="DN1") for k in range(1, n + 1))],
    ),
    "JW325 of many reasons": lambda n: (answered(n // 10, codes=10), [declaratie("DN1")]),
    "JW325 on nothing": lambda n: (answered(n), []),
}
