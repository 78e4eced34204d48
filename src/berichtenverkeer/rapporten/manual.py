# SPDX-License-Identifier: EUPL-1.2
"""docs/rapporten.md, from the declarations: `python -m berichtenverkeer.rapporten.manual > docs/rapporten.md`."""

from collections.abc import Iterator

from berichtenverkeer.rapporten.catalogue import REPORTS
from berichtenverkeer.rapporten.declaration import Report, Table

_HEAD = """\
# Rapporten

Elk rapport beantwoordt één vraag. Het is te vragen met `berichtenverkeer report jeugdigen 2026-03` en op
`/v1/rapportages/jeugdigen?periode=2026-03`, als tekst, JSON, CSV, XLSX, Parquet, SVG (grafieken) en HTML
om af te drukken. Dit bestand komt uit de beschrijvingen van de rapporten zelf
(`python -m berichtenverkeer.rapporten.manual`).

- **Periode**: 2026, 2026-H1, 2026-Q1, 2026-03, een reeks van dezelfde soort (2026-01..2026-06), of een dag.
- **Per** (`per`, `per2`): waarover wordt uitgesplitst; daarnaast filtert elke dimensie (`gemeente=0363,0384`).
- **Zoals bekend op** (`k` met `dagK`, of `op`): elk rapport noemt zijn K en dag, en daarmee komt later hetzelfde.
- **Wat er niet is, is leeg**, met de reden erbij, en nooit 0.
- **Achter een cijfer** (`/achter`): de feiten die een cel telt, elk met zijn berichten. **Wat er veranderde**
  (`/herziening?k=...&metK=...`): elke cel die tussen twee posities bewoog, en door welke berichten.
- **Band** (`band=ja`; in tekst, JSON, XLSX en HTML): hoeveel procent zulke cijfers van de twaalf maanden ervoor nog
  bewogen, van de leeftijd die de laatste periode nu heeft tot vandaag: de mediaan, en wat negen van de tien niet te
  boven gingen. Van een dag is er geen band, en ook niet waar kleine aantallen zijn afgeschermd.
- **Op papier** staan van een lange tabel hooguit 60 regels: wat er in de laatste periode was, en van eerdere perioden
  de totalen. Alle regels staan op het scherm en in de bestanden.
- **Kleine aantallen** (`kleineAantallen=ja`): 1 tot en met 4 staat er als `< 5`, een bedrag, een duur of een deel dat
  daarop rust als `< 5 jeugdigen`. Waar een som het anders zou verraden, staat er `afgeschermd`: ook bij andere cellen,
  en het zegt niet hoeveel het is. Dat geldt binnen een rapport: wie meer rapporten van dezelfde periode naast elkaar
  legt, kan meer uitrekenen.
- **Vraagt**: wat een rapport verder kent. `termijn`: hoeveel dagen iemand weg mag zijn zonder dat hij vertrokken is
  (30, of wat het register zegt). `buitenOpdracht=nee`: zonder hulp buiten de opdracht van de regio. `verondersteld=ja`:
  hulp zonder stop eindigt met haar toewijzing. `eigen`: wat elke gemeente inlegt. Drempels hebben een eigen naam.
- **Voor wie**: de regio ziet alles, een gemeente en een aanbieder het eigene. Met `regiototaal=ja` ziet een gemeente
  ook de totalen van de regio, zonder geld, aantallen afgerond op vijf en afgeschermd waar weinig anderen in zitten.

| woord | betekenis |
|---|---|
| toewijzing | wat een gemeente een jeugdige toekent bij een aanbieder (JW301), met een product en een ingangsdatum |
| levering | hulp die begon (JW305) en duurt tot haar stop (JW307); zonder stop loopt zij door |
| traject | leveringen van een jeugdige bij een aanbieder in een hulpvorm, aan elkaar gelegd zoals het CBS doet |
| verzoek | wat een aanbieder een gemeente vraagt (JW315, JW317) voor zij toewijst |
| prestatie | een regel van een declaratie (JW323), op de eerste dag van haar productperiode |
| plek | waarover is uitgesplitst: een segment, gemeente, aanbieder ...; wat niet te plaatsen is heet `onbekend` |
| peil, K | de stand van het grootboek waarop het rapport rust; hetzelfde peil geeft altijd hetzelfde rapport |
| voorlopig | zo kort voor de dag van het peil dat een start of terugkeer het nog kan veranderen |
| onbevestigd | deel van een cijfer dat rust op berichten die hun ontvanger nog moet beantwoorden |
| taakgericht | hulp voor een taak, zonder toewijzing en declaratie per jeugdige: wachten is er niet van te meten |
| plafond | wat een aanbieder in een jaar hooguit mag kosten; een `tenzij` gaat er voor één jeugdige boven |
| gereserveerd, beslag, realisatie | van een plafond gevraagd, toegewezen en goedgekeurd ([plafonds.md](plafonds.md)) |
| mediaan, p90 | waar de helft, en negen van de tien, niet boven komt: altijd een duur of bedrag dat voorkwam |
"""


def manual() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_index(), *(line for report in REPORTS.values() for line in _report(report))])


def _index() -> Iterator[str]:
    yield from ("| rapport | vraag | voor |", "|---|---|---|")
    for code, report in REPORTS.items():
        yield f"| [{code}](#{code}) | {report.question} | {', '.join(sorted(report.audience))} |"
    yield ""


def _report(report: Report) -> Iterator[str]:
    yield f"## {report.code}\n"
    yield f"{report.question} Definitie: {report.definition}. Vraagt: {', '.join(sorted(report.takes))}."
    if report.parameters:
        named = (f"`{name}` ({default}): {sentence}" for name, (default, sentence) in report.parameters.items())
        yield f"Drempels: {' '.join(named)}"
    if report.small_cells_always:
        yield "Kleine aantallen zijn altijd afgeschermd."
    yield ""
    for table in report.tables:
        yield from _table(table)
    for chart in report.charts:
        yield f"Grafiek `{chart.name}`: {chart.title}. {chart.description}\n"


def _table(table: Table) -> Iterator[str]:
    yield f"**{table.title}** (`{table.name}`)\n"
    yield from ("| kolom | eenheid | betekenis |", "|---|---|---|")
    for column in table.columns:
        absent = f" Leeg: {column.absent}" if column.absent else ""
        yield f"| {column.name} | {column.unit} | {column.sentence}{absent} |".replace("\n", " ")
    yield ""


if __name__ == "__main__":
    print(manual(), end="")
