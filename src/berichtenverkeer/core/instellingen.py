# SPDX-License-Identifier: EUPL-1.2
"""Settings from the environment, read once at the edge; docs/instellingen.md describes every one."""

import base64
import binascii
import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from berichtenverkeer.core.errors import InstellingOntbreekt, RegioKiezen

Netwerk = ipaddress.IPv4Network | ipaddress.IPv6Network

SLEUTEL_BYTES = 32
GROOTSTE_BERICHT = 25 * 1024 * 1024
"""What the channel carries, in bytes; for more nothing here was measured."""
_REGIO = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NAAM = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_WEBADRES = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#/]+)*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_ROL = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Instellingen(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. Without `database_url` the embedded PostgreSQL in `data` serves.

    Sizes in bytes, times in milliseconds. Keys and URLs never show in a repr.
    """

    hoofdsleutel: bytes
    zoeksleutel: bytes
    data: Path
    database_url: str | None = None
    eigenaar_url: str | None = None
    toepassingsrol: str = "bv_toepassing"
    regios: tuple[str, ...] = ("voorbeeldregio",)
    host: str = "127.0.0.1"
    port: int = 8080
    pool_grootte: int = 8
    verbinding_wacht_ms: int = 10_000
    statement_timeout_ms: int = 60_000
    stille_transactie_ms: int = 60_000
    max_bericht_bytes: int = GROOTSTE_BERICHT
    wachtrij_berichten: int = 2_000
    wachtrij_bytes: int = 128 * 1024 * 1024
    verzoeken_per_seconde: int = 500
    verbindingen_per_adres: int = 256
    proxies: tuple[Netwerk, ...] = ()
    regionaam: str | None = None
    contact_naam: str | None = None
    contact_url: str | None = None
    contact_email: str | None = None
    adres: str | None = None

    def __repr__(self) -> str:
        return f"Instellingen(regios={self.regios!r}, data={str(self.data)!r}, host={self.host!r}, port={self.port})"

    @property
    def regio(self) -> str:
        """The only regio. Raises RegioKiezen when there are more: who asks about one chooses it first (`of_regio`)."""
        if len(self.regios) > 1:
            raise RegioKiezen(f"BV_REGIO noemt er meer dan één: {', '.join(self.regios)}.")
        return self.regios[0]

    def of_regio(self, regio: str | None) -> "Instellingen":
        """The same for one regio; None: the only one. Raises RegioKiezen when it is not one of these."""
        if regio is not None and regio not in self.regios:
            raise RegioKiezen(f"Regio {regio} staat niet in BV_REGIO ({', '.join(self.regios)}).")
        return msgspec.structs.replace(self, regios=(regio or self.regio,))

    def per_regio(self) -> "list[Instellingen]":
        """One for each regio."""
        return [self.of_regio(regio) for regio in self.regios]

    @property
    def is_embedded(self) -> bool:
        """The embedded database serves."""
        return self.database_url is None


def standaardmap(omgeving: Mapping[str, str]) -> Path:
    """The data directory when BV_DATA is not set."""
    boven = omgeving.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(boven) / "berichtenverkeer"


class _Lezer:
    """Collects every fault, so that the user repairs them in one go."""

    def __init__(self, omgeving: Mapping[str, str]) -> None:
        self.omgeving = omgeving
        self.fouten: list[str] = []

    def tekst(self, naam: str, standaard: str, vorm: re.Pattern[str], uitleg: str) -> str:
        waarde = self.omgeving.get(naam) or standaard
        if not vorm.fullmatch(waarde):
            self.fouten.append(f"{naam}: {uitleg}")
        return waarde

    def getal(self, naam: str, standaard: int, laagste: int, hoogste: int) -> int:
        tekst = self.omgeving.get(naam) or str(standaard)
        if re.fullmatch(r"0*[0-9]{1,18}", tekst) and laagste <= int(tekst) <= hoogste:
            return int(tekst)
        self.fouten.append(f"{naam}: een geheel getal van {laagste} tot en met {hoogste} wordt verwacht")
        return standaard

    def url(self, naam: str) -> str | None:
        waarde = self.omgeving.get(naam)
        if not waarde:
            return None
        try:
            delen = urlsplit(waarde)
            klopt = delen.scheme in ("postgresql", "postgres") and delen.port != 0
        except ValueError:  # brackets or a port that are none
            klopt = False
        if not klopt:
            self.fouten.append(f"{naam}: een adres als postgresql://rol:wachtwoord@host:5432/naam wordt verwacht")
        return waarde

    def vrij(self, naam: str, vorm: re.Pattern[str], uitleg: str) -> str | None:
        """A text that may be missing."""
        return self.tekst(naam, "", vorm, uitleg) if self.omgeving.get(naam) else None

    def regios(self, naam: str) -> tuple[str, ...]:
        """One or more, with commas between them, each once."""
        regios = tuple(deel.strip() for deel in (self.omgeving.get(naam) or "voorbeeldregio").split(","))
        fout = [
            f"{regio!r} is geen code" if regio else "er staat een lege tussen de komma's"
            for regio in regios
            if not _REGIO.fullmatch(regio)
        ]
        fout += [f"{regio} staat er vaker dan één keer" for regio in dict.fromkeys(regios) if regios.count(regio) > 1]
        if fout:
            uitleg = "codes van kleine letters, cijfers en streepjes worden verwacht, met komma's ertussen"
            self.fouten.append(f"{naam}: {', '.join(fout)}; {uitleg}")
        return regios

    def netwerken(self, naam: str) -> tuple[Netwerk, ...]:
        """Addresses and networks, with commas between them."""
        try:
            return tuple(
                ipaddress.ip_network(deel.strip())
                for deel in (self.omgeving.get(naam) or "").split(",")
                if deel.strip()
            )
        except ValueError:
            self.fouten.append(f"{naam}: IP-adressen of netwerken met komma's ertussen worden verwacht")
            return ()

    def sleutel(self, naam: str, map_: Path | None) -> bytes:
        """The key of the variable, else of its file in `map_` (made once); b"" after a fault."""
        tekst = self.omgeving.get(naam)
        bestand = map_ / naam.removeprefix("BV_").lower() if map_ else None
        try:
            if tekst:
                return ontcijfer(tekst)
            if bestand is not None:
                return _uit_bestand(bestand)
            self.fouten.append(f"{naam}: verplicht bij DATABASE_URL (base64 van {SLEUTEL_BYTES} willekeurige bytes)")
        except ValueError as fout:
            self.fouten.append(f"{naam}: {fout}")
        except OSError as fout:
            self.fouten.append(f"{naam}: het sleutelbestand {bestand} is niet te lezen of te maken ({fout.strerror})")
        return b""


def ontcijfer(tekst: str) -> bytes:
    """A key from base64. Raises ValueError with a Dutch sentence."""
    try:
        sleutel = base64.b64decode(tekst.strip(), validate=True)
    except binascii.Error:
        raise ValueError("geen geldige base64") from None
    if len(sleutel) != SLEUTEL_BYTES:
        raise ValueError(f"{SLEUTEL_BYTES} bytes worden verwacht, niet {len(sleutel)}")
    return sleutel


def _uit_bestand(bestand: Path) -> bytes:
    """The key in `bestand`; made with mode 0600 when there is no database yet that needs an older one."""
    if not bestand.exists():
        if (bestand.parent / "postgres").exists():
            raise ValueError(f"er is al een database, maar het sleutelbestand {bestand} ontbreekt; zet het terug")
        bestand.parent.mkdir(parents=True, exist_ok=True)
        nieuw = bestand.with_name(f".{bestand.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(nieuw, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as open_bestand:
            open_bestand.write(base64.b64encode(secrets.token_bytes(SLEUTEL_BYTES)) + b"\n")
            open_bestand.flush()
            os.fsync(open_bestand.fileno())
        try:
            os.link(nieuw, bestand)  # unlike rename, never replaces the key of a process that was first
        except FileExistsError:
            pass
        finally:
            nieuw.unlink()
    return ontcijfer(bestand.read_text("ascii"))


def lees_instellingen(omgeving: Mapping[str, str] = os.environ) -> Instellingen:
    """The settings in `omgeving`. Raises InstellingOntbreekt that names every fault at once."""
    lezer = _Lezer(omgeving)
    data = Path(omgeving.get("BV_DATA") or standaardmap(omgeving)).expanduser().absolute()
    database_url = lezer.url("DATABASE_URL")
    sleutelmap = None if database_url else data
    instellingen = Instellingen(
        database_url=database_url,
        eigenaar_url=lezer.url("DATABASE_OWNER_URL"),
        data=data,
        hoofdsleutel=lezer.sleutel("BV_HOOFDSLEUTEL", sleutelmap),
        zoeksleutel=lezer.sleutel("BV_ZOEKSLEUTEL", sleutelmap),
        toepassingsrol=lezer.tekst("BV_TOEPASSINGSROL", "bv_toepassing", _ROL, "een rolnaam in kleine letters"),
        regios=lezer.regios("BV_REGIO"),
        host=omgeving.get("BV_HOST") or "127.0.0.1",
        port=lezer.getal("BV_PORT", 8080, 0, 65535),
        pool_grootte=lezer.getal("BV_POOL", 8, 2, 200),
        verbinding_wacht_ms=lezer.getal("BV_VERBINDING_WACHT_MS", 10_000, 100, 600_000),
        statement_timeout_ms=lezer.getal("BV_STATEMENT_TIMEOUT_MS", 60_000, 100, 3_600_000),
        stille_transactie_ms=lezer.getal("BV_STILLE_TRANSACTIE_MS", 60_000, 100, 3_600_000),
        max_bericht_bytes=lezer.getal("BV_MAX_BERICHT_BYTES", GROOTSTE_BERICHT, 16 * 1024, GROOTSTE_BERICHT),
        wachtrij_berichten=lezer.getal("BV_WACHTRIJ", 2_000, 1, 1_000_000),
        wachtrij_bytes=lezer.getal("BV_WACHTRIJ_BYTES", 128 * 1024 * 1024, 1024, 16 * 1024 * 1024 * 1024),
        verzoeken_per_seconde=lezer.getal("BV_PER_SECONDE", 500, 1, 1_000_000),
        verbindingen_per_adres=lezer.getal("BV_PER_ADRES", 256, 1, 1_000_000),
        proxies=lezer.netwerken("BV_PROXIES"),
        regionaam=lezer.vrij("BV_REGIONAAM", _NAAM, "hooguit 100 leesbare tekens worden verwacht"),
        contact_naam=lezer.vrij("BV_CONTACT_NAAM", _NAAM, "hooguit 100 leesbare tekens worden verwacht"),
        contact_url=lezer.vrij("BV_CONTACT_URL", _WEBADRES, "een adres dat begint met https:// wordt verwacht"),
        contact_email=lezer.vrij("BV_CONTACT_EMAIL", _EMAIL, "een e-mailadres wordt verwacht"),
        adres=lezer.vrij("BV_ADRES", _WEBADRES, "een adres dat begint met https:// wordt verwacht, zonder / erachter"),
    )
    if lezer.fouten:
        raise InstellingOntbreekt("Een verplichte instelling ontbreekt of is ongeldig. " + "; ".join(lezer.fouten))
    return instellingen
