# SPDX-License-Identifier: EUPL-1.2
"""What reports select from: known at K, in both layers, of who may see it, placed, chosen."""

from datetime import date
from typing import Any

import duckdb
import pytest

from berichtenverkeer.rapporten import relations, request
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.question import Dimension, Own
from berichtenverkeer.rapporten.relations import Kept
from berichtenverkeer.rapporten.reports.jeugdigen import JEUGDIGEN
from berichtenverkeer.rapporten.result import Level
from berichtenverkeer.register.figure_rows import Verwijzergroep, Wachtmaximum
from berichtenverkeer.register.rows import (
    Afmelding,
    Contract,
    Gemeente,
    Partij,
    Plafond,
    Product,
    Segment,
)
from rapporten.bouw import BEGIN, ELDERS, ERNAAST, HIER, LANDELIJK, LINDE, REGISTER, WILGEN, ask, question, region, rows


def care(begindatum: str, **otherwise: Any) -> dict[str, Any]:
    return {"client": 1, "begindatum": begindatum} | otherwise


def prepared(connection: duckdb.DuckDBPyConnection, *texts: str, **otherwise: Any) -> None:
    request.prepare(connection, JEUGDIGEN, question("2025", **otherwise))
    request.provide(connection, *texts)


def found(connection: duckdb.DuckDBPyConnection, text: str, **otherwise: Any) -> list[tuple[Any, ...]]:
    prepared(connection, text, **otherwise)
    return connection.execute(text).fetchall()


def test_every_relation_can_be_made_of_a_region_without_anything() -> None:
    connection = region()
    prepared(connection)
    for name in sorted(one.name for one in relations.relations().values() if one.kept is not Kept.MACRO):
        request.provide(connection, f"from {name}")
        assert connection.execute(f"select count(*) from {name}").fetchall(), name


def test_k_decides_what_is_known() -> None:
    connection = region(levering=[care("2025-01-01", pos_van=20, pos_tot=50), care("2025-02-01", pos_van=50)])
    text = "select begindatum from levering"
    assert found(connection, text, k=49) == [(date(2025, 1, 1),)]
    assert found(connection, text, k=50) == [(date(2025, 2, 1),)]
    assert found(connection, text, k=49) == [(date(2025, 1, 1),)], "what was made for another K is not given"


def test_the_confirmed_layer_takes_what_lies_beneath() -> None:
    connection = region(
        levering=[care("2025-01-01", einde="2025-03-31", is_voorlopig=True)],
        levering_bevestigd=[care("2025-01-01")],
    )
    assert found(connection, "select eind from levering") == [(date(2025, 3, 31),)]
    assert found(connection, "select eind from levering", confirmed=True) == [(None,)]
    assert request.has_unconfirmed(connection)


def test_who_may_not_see_all_sees_his_own() -> None:
    connection = region(
        levering=[care("2025-01-01"), care("2025-01-01", client=2, gemeente=ERNAAST, aanbieder=LINDE)],
        clientenstop=[{"gevraagd_op": "2025-01-01", "van": "2025-01-01", "is_toegekend": False}],
    )
    clients = "select client from levering order by 1"
    assert found(connection, clients) == [(1,), (2,)]
    assert found(connection, clients, own=Own("gemeente", HIER)) == [(1,)]
    assert found(connection, clients, own=Own("aanbieder", LINDE)) == [(2,)]
    assert found(connection, "from client_bekend", own=Own("gemeente", HIER)) == [(1, f"{1:064x}")]
    assert found(connection, "select 1 from clientenstop_bekend", own=Own("aanbieder", LINDE)) == []
    assert found(connection, "select 1 from clientenstop_bekend", own=Own("aanbieder", WILGEN)) == [(1,)]


def test_the_whole_basis_asks_who_may_see_it() -> None:
    """Of every relation that is known at K or placed, what one aanbieder sees has nothing of the other."""
    connection = region(
        None,
        **{
            name: [row | {"client": 1}, row | {"client": 2, "aanbieder": LINDE, "gemeente": ERNAAST, **other}]
            for name, row, other in (
                ("levering", {"begindatum": "2025-01-01"}, {}),
                ("toewijzing", {"nummer": 7, "ingangsdatum": "2025-01-01"}, {}),
                ("verzoek", {"referentie": "A", "ingangsdatum": "2025-01-01"}, {}),
                ("prestatie", {"referentie": "A", "begindatum": "2025-01-01", "bedrag_cents": 1}, {}),
                ("boeking", {"jaar": 2025, "debet": "BESLAG", "credit": "VRIJ", "bedrag_cents": 1,
                             "claim_soort": "verzoek", "claim_partij": WILGEN, "claim_nummer": 0,
                             "claim_referentie": "A"}, {"volgnr": 2, "claim_partij": LINDE}),
                ("besluit", {"claim_soort": "verzoek", "claim_partij": WILGEN, "claim_referentie": "A"},
                 {"claim_partij": LINDE}),
                ("tenzijstap", {}, {}),
                ("gebeurtenis", {}, {}),
            )
        }
    )  # fmt: skip
    for own in (Own("aanbieder", LINDE), Own("gemeente", ERNAAST)):
        prepared(connection, own=own)
        seen = [one for one in relations.relations().values() if one.kept not in (Kept.MACRO, Kept.OF_ALL)]
        for name in sorted(one.name for one in seen):
            request.provide(connection, f"from {name}")
            table = connection.execute(f"from {name}")
            names = [column[0] for column in table.description or ()]
            if "client" in names:
                assert {row[names.index("client")] for row in table.fetchall()} <= {2}, (name, own)


def test_what_is_made_of_all_is_seen_through_who_asks() -> None:
    """Of what is made whoever asks, the register is for all; so are which aanbieder is stopped, and whether there is
    room. The rest is named by a relation that leaves the asker his own alone, or by prognoses, and by no report."""
    of_all = {one.name for one in relations.relations().values() if one.kept is Kept.OF_ALL}
    for_all = {name for name in of_all if name.startswith("register")} | {"groep", "werkdagnummer"}
    own_alone: dict[str, set[str]] = {"claim_stand": {"claim_bekend"}, "plafondmaand": set()}
    assert not [name for name in of_all if relations.names_asker(relations.relations()[name].sql)]
    assert of_all - for_all == {"ruimte", "stop_dagen"} | own_alone.keys()
    for name, readers in own_alone.items():
        named = {one.name for one in relations.relations().values() if name in relations.named_directly(one.sql)}
        assert named == readers
        assert all(relations.names_asker(relations.relations()[reader].sql) for reader in readers)
        tables = [table for report in REPORTS.values() for table in report.tables]
        assert not [table.name for table in tables if name in relations.named_directly(table.sql)]


def test_care_is_placed_on_its_begindatum() -> None:
    """Until 2025-07-01 product 45/453 is of segment 3, from then on of segment 2."""
    other = [
        Product(categorie="45", code="453", omschrijving="x", segment=segment, geldig_van=van, geldig_tot=tot)
        for segment, van, tot in (("3", BEGIN, date(2025, 6, 30)), ("2", date(2025, 7, 1), None))
    ]
    connection = region(
        register={"producten": other},
        levering=[
            care(day, client=n) for n, day in enumerate(("1999-01-01", "2025-06-30", "2025-07-01", "2099-01-01"))
        ],
    )
    text = "select client, segment from geplaatst_levering order by client"
    assert found(connection, text) == [(0, "onbekend"), (1, "3"), (2, "2"), (3, "2")]


def test_who_is_outside_the_figures_is_not_placed() -> None:
    connection = region(
        levering=[care("2025-01-01", gemeente=ELDERS), care("2025-01-01", aanbieder=LANDELIJK), care("2025-02-01")]
    )
    assert found(connection, "select begindatum from levering") == [(date(2025, 2, 1),)]


def test_care_outside_the_assignment_has_a_plek_of_its_own_and_can_be_left_out() -> None:
    preventie = Product(
        categorie="45", code="453", omschrijving="x", segment="3", buiten_opdracht="preventie", geldig_van=BEGIN
    )
    connection = region(register={"producten": [preventie]}, levering=[care("2025-01-01")])
    assert found(connection, "select plek from levering") == [("preventie",)]
    assert found(connection, "select plek from levering", outside_assignment=False) == []


@pytest.mark.parametrize(
    ("contracten", "expected"),
    [
        ([], (WILGEN, "onbekend", False)),
        ([{"hoofdaannemer": LINDE}], (LINDE, "regulier", False)),
        ([{"hoofdaannemer": LINDE}, {}], (WILGEN, "regulier", False)),
        ([{"contractvorm": "licht"}, {"code": "453", "contractvorm": "maatwerk"}], (WILGEN, "maatwerk", False)),
        ([{"uitvoeringsvariant": "taakgericht"}, {"gemeente": HIER}], (WILGEN, "regulier", False)),
        ([{"uitvoeringsvariant": "taakgericht"}], (WILGEN, "regulier", True)),
        ([{"code": "452"}], (WILGEN, "onbekend", False)),
        ([{"gemeente": ERNAAST}], (WILGEN, "onbekend", False)),
    ],
)
def test_the_closest_contract_says_how_it_is_carried_out(contracten: list[dict[str, Any]], expected: object) -> None:
    """What names the product goes before the categorie, the gemeente before the region (register/stand.py)."""
    default: dict[str, Any] = {
        "aanbieder": WILGEN,
        "categorie": "45",
        "uitvoeringsvariant": "inspanningsgericht",
        "geldig_van": BEGIN,
    }
    connection = region(
        register={"contracten": [Contract(**(default | one)) for one in contracten]}, levering=[care("2025-01-01")]
    )
    assert found(connection, "select hoofdaannemer, contractvorm, taakgericht from levering") == [expected]


def test_a_gemeente_that_stays_out_of_a_segment_has_no_regional_contract_there() -> None:
    connection = region(
        register={
            "contracten": [
                Contract(
                    aanbieder=WILGEN, categorie="45", code="453", uitvoeringsvariant="taakgericht", geldig_van=BEGIN
                )
            ],
            "afmeldingen": [Afmelding(gemeente=HIER, segment="3", geldig_van=date(2025, 7, 1))],
        },
        levering=[care("2025-06-30"), care("2025-07-01")],
    )
    assert found(connection, "select taakgericht from levering order by begindatum") == [(True,), (False,)]


def test_the_verwijzer_is_that_of_the_first_verzoek_and_has_a_group() -> None:
    connection = region(
        register={"verwijzergroepen": [
            Verwijzergroep(indeling="anders", code="04", groep="zorg", geldig_van=BEGIN),
            Verwijzergroep(indeling="cbs", code="04", groep="medisch", geldig_van=BEGIN),
        ]},
        verzoek=[{"client": 1, "referentie": "A", "ingangsdatum": "2025-01-01", "verwijzer": "04"}],
        toewijzing=[{"client": 1, "nummer": 7, "ingangsdatum": "2025-01-01", "eerste_referentie": "A"}],
        levering=[care("2025-01-02", toewijzing_nummer=7), care("2025-01-03")],
    )  # fmt: skip
    text = "select verwijzer, verwijzergroep from {} order by begindatum"
    assert found(connection, text.format("levering")) == [("04", "medisch"), ("onbekend", "onbekend")]


def test_what_is_waited_for_at_most_is_the_strictest_that_the_region_set() -> None:
    maxima = [
        Wachtmaximum(segment="3", maximum_dagen=60, geldig_van=BEGIN),
        Wachtmaximum(hulpvorm="02", maximum_dagen=50, geldig_van=BEGIN),
        Wachtmaximum(perceel="2a", maximum_dagen=10, geldig_van=BEGIN),
    ]
    connection = region(
        register={"wachtmaxima": maxima}, toewijzing=[{"client": 1, "nummer": 7, "ingangsdatum": "2025-01-01"}]
    )
    assert found(connection, "select maximum_dagen, norm, sinds from toewijzing") == [(50, 14, date(2025, 1, 1))]


def test_filters_choose_what_is_counted() -> None:
    connection = region(levering=[care("2025-01-01", code="451"), care("2025-01-01", client=2, code="452")])
    chosen = found(connection, "select plek, plek2 from levering", second=Dimension.GEMEENTE,
                   filters={Dimension.SEGMENT: ("2", "4")})  # fmt: skip
    assert chosen == [("2", HIER)]


def test_a_claim_is_the_sum_of_its_boekingen() -> None:
    """450 reserved for verzoek A becomes 500 beslag of toewijzing 7: 450 out of the reservation, 50 out of the room;
    then 120 of it is realised."""
    on = {"claim_soort": "toewijzing", "claim_partij": HIER, "claim_nummer": 7, "claim_referentie": "", "jaar": 2025}
    of = {"claim_soort": "verzoek", "claim_partij": WILGEN, "claim_nummer": 0, "claim_referentie": "A", "jaar": 2025}
    van = {name.replace("claim", "van"): value for name, value in of.items() if name != "jaar"}
    connection = region(
        toewijzing=[{"client": 1, "nummer": 7, "ingangsdatum": "2025-01-01"}],
        boeking=[
            {"client": 1, "volgnr": 1, "debet": "GERESERVEERD", "credit": "VRIJ", "bedrag_cents": 450, **of},
            {"client": 1, "volgnr": 2, "debet": "BESLAG", "credit": "GERESERVEERD", "bedrag_cents": 450, **on, **van},
            {"client": 1, "volgnr": 3, "debet": "BESLAG", "credit": "OVERSCHRIJDING", "bedrag_cents": 50, **on},
            {"client": 1, "volgnr": 4, "debet": "REALISATIE", "credit": "BESLAG", "bedrag_cents": 120, **on},
        ],
    )
    text = (
        "select claim_soort, plek, gereserveerd_cents, beslag_cents, realisatie_cents, overschrijding_cents from claim"
    )
    assert found(connection, f"{text} order by 1") == [
        ("toewijzing", "3", 0, 380, 120, 50),
        ("verzoek", "3", 0, 0, 0, 0),
    ]


def test_share_of_inhabitants_of_gemeente_gebied_and_region() -> None:
    """Two youths in HIER (1000 inhabitants), none in ERNAAST (1000): 0,2 % there, 0,1 % in the region."""
    connection = region(levering=[care("2025-01-01"), care("2025-01-01", client=2)])
    for dimension, plek in ((Dimension.GEMEENTE, HIER), (Dimension.GEBIED, "hart"), (Dimension.SEGMENT, "3")):
        result = ask(connection, JEUGDIGEN, "2025", dimension=dimension)
        there = rows(result, "jeugdigen")[plek].values
        assert (there["inwoners"], there["aandeel"]) == ((None, None) if plek == "3" else (1000, 0.2))
        total = rows(result, "jeugdigen", Level.TOTAL)[None].values
        assert (total["inwoners"], total["aandeel"]) == (2000, 0.1)


def test_a_gemeente_that_left_is_in_the_region_still() -> None:
    left = [
        *REGISTER["gemeenten"],
        Gemeente(gemeente=ELDERS, gebied="hart", geldig_van=BEGIN, geldig_tot=date(2020, 1, 1)),
    ]
    outside = Partij(
        soort="gemeente", code=HIER, naam="x", buiten_regio=True, geldig_van=BEGIN, geldig_tot=date(2024, 12, 31)
    )
    connection = region(
        register={"gemeenten": left, "partijen": [outside]},
        levering=[care("2025-01-01", gemeente=ELDERS), care("2024-12-31"), care("2025-01-01")],
    )
    assert found(connection, "select gemeente, gebied from levering order by 1") == [
        (ELDERS, "onbekend"),
        (HIER, "hart"),
    ]


def test_the_register_at_k_has_its_types() -> None:
    connection = region(
        register={"segmenten": [
            Segment(segment="3", naam="Drie", financieringsvorm="pxq", gewicht=30, geldig_van=BEGIN)
        ]}
    )  # fmt: skip
    text = "select gewicht + 1, van, tot from register_segmenten"
    assert found(connection, text) == [(31, BEGIN, date(9999, 12, 31))]
    assert found(
        connection, "select crisis, wachtnorm_dagen, gebruiksfactor from register_producten where code = '54X'"
    ) == [(True, None, 1)]


def test_a_connection_keeps_few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request, "MAX_KEPT", 3)
    connection = region(levering=[care("2025-01-01")])
    for k in range(50, 56):
        prepared(connection, "from levering", k=k)
    (schemas,) = connection.execute(
        "select count(*) from duckdb_schemas() where schema_name ~ '^(of_all|per_k|per_question)_'"
    ).fetchall()
    assert schemas == (3 * (request.MAX_KEPT + 1),), "the first is what all others were carried over from"


@pytest.mark.parametrize(("own", "seen"), [(None, 1), (Own("aanbieder", WILGEN), 1), (Own("gemeente", HIER), 0)])
def test_the_ceilings_of_the_register_are_of_the_region_and_of_whose_they_are(own: Own | None, seen: int) -> None:
    plafond = Plafond(aanbieder=WILGEN, jaar=2025, bedrag_cents=100, geldig_van=date(2025, 1, 1))
    connection = region({"plafonds": [plafond]})
    request.prepare(connection, JEUGDIGEN, question("2025", own=own))
    request.provide(connection, "select * from register_plafonds")
    assert connection.execute("select count(*) from register_plafonds").fetchone() == (seen,)
