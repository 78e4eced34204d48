# SPDX-License-Identifier: EUPL-1.2
"""The addresses of reports, described: one for each report, from its declaration."""

from collections.abc import Mapping

from berichtenverkeer.gateway.report_parameters import Parameter, of_behind, of_form, of_restatement
from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Audience, Report
from berichtenverkeer.rapporten.forms import MEDIA_TYPES, Vorm
from berichtenverkeer.web.fixed_headers import OPEN
from berichtenverkeer.web.openapi_parts import (
    BYTES,
    FOR_ALL,
    FOR_FIGURES,
    TEXT,
    Part,
    answer_headers,
    operation,
    parameter,
    success,
)
from berichtenverkeer.web.report_set_paths import of_sets
from berichtenverkeer.web.report_shapes import capital
from berichtenverkeer.web.value_listings import refer

_BINARY = (Vorm.XLSX, Vorm.PARQUET)
_REGIO: Part = {"type": "string", "pattern": "^[a-z0-9-]{1,50}$"}
_WHO = {
    Audience.REGIO: "de regio: alles",
    Audience.GEMEENTE: "een gemeente: haar eigen jeugdigen en geld",
    Audience.AANBIEDER: "een aanbieder: zijn eigen",
    Audience.PUBLIC: "iedereen, zonder token",
}


def paths() -> dict[str, Part]:
    """By address."""
    listing = operation("lijstRapporten", "Welke rapporten u kunt vragen", "rapportages", FOR_FIGURES)
    listing["responses"]["200"] = success("De rapporten, met hun kolommen.", "Rapportlijst")
    described = {"/v1/rapportages": {"get": listing}}
    for code, report in REPORTS.items():
        described[f"/v1/rapportages/{code}"] = {"get": _report(report)}
        if not report.small_cells_always:
            described[f"/v1/rapportages/{code}/achter"] = {"get": _behind(report)}
            described[f"/v1/rapportages/{code}/herziening"] = {"get": _moved(report)}
    return described | of_sets()


def _report(report: Report) -> Part:
    is_open = Audience.PUBLIC in report.audience
    name, faults = f"toonRapport{capital(report.code)}", FOR_ALL if is_open else FOR_FIGURES
    described = operation(name, report.question, "rapportages", faults, (404,), is_open=is_open)
    who = "; ".join(text for audience, text in _WHO.items() if audience in report.audience)
    described["description"] = f"Definitie: {report.definition}. Voor {who}. Zonder `k` en `op`: zoals nu bekend."
    described["parameters"] = _parameters(of_form(report))
    if is_open:
        described["parameters"].append(parameter("regio", "Van welke regio, als er meer zijn.", _REGIO))
    others = {media: BYTES if vorm in _BINARY else TEXT for vorm, media in MEDIA_TYPES.items() if vorm is not Vorm.JSON}
    described["responses"]["200"] = {
        "description": "Het rapport.",
        "headers": answer_headers("Content-Disposition", *(OPEN if is_open else ())),
        "content": {"application/json": {"schema": refer(f"Rapport{capital(report.code)}")}, **others},
    }
    return described


def _behind(report: Report) -> Part:
    name = f"toonAchter{capital(report.code)}"
    described = operation(name, f"Wat achter een cijfer zit van {report.code}", "rapportages", FOR_FIGURES, (404,))
    described["description"] = "De feiten die een cel telt, elk met zijn berichten; wie het is, staat er niet bij."
    described["parameters"] = _parameters(of_behind(report))
    described["responses"]["200"] = success("De feiten.", "Rapportfeiten")
    return described


def _moved(report: Report) -> Part:
    name = f"toonHerziening{capital(report.code)}"
    described = operation(name, f"Wat er veranderde in {report.code}", "rapportages", FOR_FIGURES, (404,))
    described["description"] = "Wat er tussen twee posities in het grootboek veranderde, en door welke berichten."
    described["parameters"] = _parameters(of_restatement(report))
    described["responses"]["200"] = success("Wat er veranderde.", "Rapportherziening")
    return described


def _parameters(of: Mapping[str, Parameter]) -> list[Part]:
    return [parameter(name, one.sentence, dict(one.schema)) for name, one in of.items()]
