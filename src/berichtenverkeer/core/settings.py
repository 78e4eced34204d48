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

from berichtenverkeer.core.errors import RegioChoosing, SettingMissing

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

KEY_BYTES = 32
LARGEST_BERICHT = 25 * 1024 * 1024
"""What the channel carries, in bytes; for more nothing here was measured."""
_REGIO = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#/]+)*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_PROVIDER = re.compile(
    r"https://[^\s/?#]+(?:/[^\s?#/]+)*/?|http://(?:127\.0\.0\.1|localhost)(?::[0-9]+)?(?:/[^\s?#/]+)*/?"
)
"""By http only on this machine, for who tries it."""

_CLAIM = re.compile(r"[A-Za-z0-9_:./-]{1,100}")
_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Oidc(msgspec.Struct, frozen=True, kw_only=True):
    """Where people log in: an OpenID Connect provider, as whom we come there, and which claim is the `subject`."""

    issuer: str
    client_id: str
    secret: str
    claim: str = "sub"

    def __repr__(self) -> str:
        return f"Oidc({self.issuer!r}, {self.client_id!r})"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
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
    max_bericht_bytes: int = LARGEST_BERICHT
    wachtrij_berichten: int = 2_000
    wachtrij_bytes: int = 128 * 1024 * 1024
    wachtrij_aanbieder: int = 500
    verzoeken_per_seconde: int = 500
    verbindingen_per_adres: int = 256
    proxies: tuple[Network, ...] = ()
    peilbestand_minuten: int = 10
    rapport_geheugen_mb: int = 1_000
    rapport_threads: int = 2
    rapport_wachtrij: int = 32
    rapport_seconden: int = 60
    rapportset_maanden: int = 24
    thema: Path | None = None
    regionaam: str | None = None
    contact_naam: str | None = None
    contact_url: str | None = None
    contact_email: str | None = None
    adres: str | None = None
    oidc: Oidc | None = None

    def __repr__(self) -> str:
        return f"Instellingen(regios={self.regios!r}, data={str(self.data)!r}, host={self.host!r}, port={self.port})"

    @property
    def regio(self) -> str:
        """The only regio. Raises RegioChoosing when there are more: who asks about one chooses it first
        (`of_regio`)."""
        if len(self.regios) > 1:
            raise RegioChoosing(f"BV_REGIO noemt er meer dan één: {', '.join(self.regios)}.")
        return self.regios[0]

    def of_regio(self, regio: str | None) -> "Settings":
        """The same for one regio; None: the only one. Raises RegioChoosing when it is not one of these."""
        if regio is not None and regio not in self.regios:
            raise RegioChoosing(f"Regio {regio} staat niet in BV_REGIO ({', '.join(self.regios)}).")
        return msgspec.structs.replace(self, regios=(regio or self.regio,))

    def per_regio(self) -> "list[Settings]":
        """One for each regio."""
        return [self.of_regio(regio) for regio in self.regios]

    @property
    def is_embedded(self) -> bool:
        """The embedded database serves."""
        return self.database_url is None


def default_folder(environment: Mapping[str, str]) -> Path:
    """The data directory when BV_DATA is not set."""
    above = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(above) / "berichtenverkeer"


class _Reader:
    """Collects every fault, so that the user repairs them in one go."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.fouten: list[str] = []

    def tekst(self, name: str, standaard: str, form: re.Pattern[str], explanation: str) -> str:
        value = self.environment.get(name) or standaard
        if not form.fullmatch(value):
            self.fouten.append(f"{name}: {explanation}")
        return value

    def numeral(self, name: str, standaard: int, lowest: int, highest: int) -> int:
        text = self.environment.get(name) or str(standaard)
        if re.fullmatch(r"0*[0-9]{1,18}", text) and lowest <= int(text) <= highest:
            return int(text)
        self.fouten.append(f"{name}: een geheel getal van {lowest} tot en met {highest} wordt verwacht")
        return standaard

    def url(self, name: str) -> str | None:
        value = self.environment.get(name)
        if not value:
            return None
        try:
            parts = urlsplit(value)
            is_right = parts.scheme in ("postgresql", "postgres") and parts.port != 0
        except ValueError:  # brackets or a port that are none
            is_right = False
        if not is_right:
            self.fouten.append(f"{name}: een adres als postgresql://rol:wachtwoord@host:5432/naam wordt verwacht")
        return value

    def free(self, name: str, form: re.Pattern[str], explanation: str) -> str | None:
        """A text that may be missing."""
        return self.tekst(name, "", form, explanation) if self.environment.get(name) else None

    def regios(self, name: str) -> tuple[str, ...]:
        """One or more, with commas between them, each once."""
        regios = tuple(part.strip() for part in (self.environment.get(name) or "voorbeeldregio").split(","))
        fault = [
            f"{regio!r} is geen code" if regio else "er staat een lege tussen de komma's"
            for regio in regios
            if not _REGIO.fullmatch(regio)
        ]
        fault += [f"{regio} staat er vaker dan één keer" for regio in dict.fromkeys(regios) if regios.count(regio) > 1]
        if fault:
            explanation = "codes van kleine letters, cijfers en streepjes worden verwacht, met komma's ertussen"
            self.fouten.append(f"{name}: {', '.join(fault)}; {explanation}")
        return regios

    def networks(self, name: str) -> tuple[Network, ...]:
        """Addresses and networks, with commas between them."""
        try:
            return tuple(
                ipaddress.ip_network(part.strip())
                for part in (self.environment.get(name) or "").split(",")
                if part.strip()
            )
        except ValueError:
            self.fouten.append(f"{name}: IP-adressen of netwerken met komma's ertussen worden verwacht")
            return ()

    def oidc(self, adres: str | None) -> Oidc | None:
        """The provider; None when no issuer is set. People come back to `adres`, so that must be there."""
        issuer = self.free("BV_OIDC_ISSUER", _PROVIDER, "een adres dat begint met https:// wordt verwacht")
        client_id = self.free("BV_OIDC_CLIENT_ID", _NAME, "hooguit 100 leesbare tekens worden verwacht")
        claim = self.tekst("BV_OIDC_CLAIM", "sub", _CLAIM, "de naam van een claim wordt verwacht")
        if issuer is None:
            return None
        if client_id is None or adres is None:
            self.fouten.append("BV_OIDC_ISSUER: dan ook BV_OIDC_CLIENT_ID, BV_OIDC_SECRET_FILE en BV_ADRES")
        return Oidc(issuer=issuer, client_id=client_id or "", secret=self._secret("BV_OIDC_SECRET_FILE"), claim=claim)

    def _secret(self, name: str) -> str:
        """What is in the file that a variable names; empty after a fault."""
        try:
            secret = Path(self.environment.get(name) or "").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            secret = ""
        if not secret:
            self.fouten.append(f"{name}: een bestand met het geheim van deze client wordt verwacht")
        return secret

    def sleutel(self, name: str, map_: Path | None) -> bytes:
        """The key of the variable, else of its file in `map_` (made once); b"" after a fault."""
        text = self.environment.get(name)
        bestand = map_ / name.removeprefix("BV_").lower() if map_ else None
        try:
            if text:
                return decrypt(text)
            if bestand is not None:
                return _out_file(bestand)
            self.fouten.append(f"{name}: verplicht bij DATABASE_URL (base64 van {KEY_BYTES} willekeurige bytes)")
        except ValueError as fault:
            self.fouten.append(f"{name}: {fault}")
        except OSError as fault:
            self.fouten.append(f"{name}: het sleutelbestand {bestand} is niet te lezen of te maken ({fault.strerror})")
        return b""


def decrypt(text: str) -> bytes:
    """A key from base64. Raises ValueError with a Dutch sentence."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise ValueError("geen geldige base64") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"{KEY_BYTES} bytes worden verwacht, niet {len(key)}")
    return key


def _out_file(bestand: Path) -> bytes:
    """The key in `bestand`; made with mode 0600 when there is no database yet that needs an older one."""
    if not bestand.exists():
        if (bestand.parent / "postgres").exists():
            raise ValueError(f"er is al een database, maar het sleutelbestand {bestand} ontbreekt; zet het terug")
        bestand.parent.mkdir(parents=True, exist_ok=True)
        new = bestand.with_name(f".{bestand.name}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as open_file:
            open_file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            open_file.flush()
            os.fsync(open_file.fileno())
        try:
            os.link(new, bestand)  # unlike rename, never replaces the key of a process that was first
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return decrypt(bestand.read_text("ascii"))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in `environment`. Raises SettingMissing that names every fault at once."""
    reader = _Reader(environment)
    data = Path(environment.get("BV_DATA") or default_folder(environment)).expanduser().absolute()
    database_url = reader.url("DATABASE_URL")
    key_folder = None if database_url else data
    adres = reader.free("BV_ADRES", _WEB_ADDRESS, "een adres dat begint met https:// wordt verwacht, zonder / erachter")
    config = Settings(
        database_url=database_url,
        eigenaar_url=reader.url("DATABASE_OWNER_URL"),
        data=data,
        hoofdsleutel=reader.sleutel("BV_HOOFDSLEUTEL", key_folder),
        zoeksleutel=reader.sleutel("BV_ZOEKSLEUTEL", key_folder),
        toepassingsrol=reader.tekst("BV_TOEPASSINGSROL", "bv_toepassing", _ROLE, "een rolnaam in kleine letters"),
        regios=reader.regios("BV_REGIO"),
        host=environment.get("BV_HOST") or "127.0.0.1",
        port=reader.numeral("BV_PORT", 8080, 0, 65535),
        pool_grootte=reader.numeral("BV_POOL", 8, 2, 200),
        verbinding_wacht_ms=reader.numeral("BV_VERBINDING_WACHT_MS", 10_000, 100, 600_000),
        statement_timeout_ms=reader.numeral("BV_STATEMENT_TIMEOUT_MS", 60_000, 100, 3_600_000),
        stille_transactie_ms=reader.numeral("BV_STILLE_TRANSACTIE_MS", 60_000, 100, 3_600_000),
        max_bericht_bytes=reader.numeral("BV_MAX_BERICHT_BYTES", LARGEST_BERICHT, 16 * 1024, LARGEST_BERICHT),
        wachtrij_berichten=reader.numeral("BV_WACHTRIJ", 2_000, 1, 1_000_000),
        wachtrij_aanbieder=reader.numeral("BV_WACHTRIJ_AANBIEDER", 500, 1, 1_000_000),
        wachtrij_bytes=reader.numeral("BV_WACHTRIJ_BYTES", 128 * 1024 * 1024, 1024, 16 * 1024 * 1024 * 1024),
        verzoeken_per_seconde=reader.numeral("BV_PER_SECONDE", 500, 1, 1_000_000),
        verbindingen_per_adres=reader.numeral("BV_PER_ADRES", 256, 1, 1_000_000),
        proxies=reader.networks("BV_PROXIES"),
        peilbestand_minuten=reader.numeral("BV_PEILBESTAND_MINUTEN", 10, 0, 1_000_000),
        rapport_geheugen_mb=reader.numeral("BV_RAPPORT_GEHEUGEN_MB", 1_000, 100, 1_000_000),
        rapport_threads=reader.numeral("BV_RAPPORT_THREADS", 2, 1, 256),
        rapport_wachtrij=reader.numeral("BV_RAPPORT_WACHTRIJ", 32, 0, 10_000),
        rapport_seconden=reader.numeral("BV_RAPPORT_SECONDEN", 60, 1, 86_400),
        rapportset_maanden=reader.numeral("BV_RAPPORTSET_MAANDEN", 24, 1, 1_200),
        thema=Path(environment["BV_THEMA"]).expanduser().absolute() if environment.get("BV_THEMA") else None,
        regionaam=reader.free("BV_REGIONAAM", _NAME, "hooguit 100 leesbare tekens worden verwacht"),
        contact_naam=reader.free("BV_CONTACT_NAAM", _NAME, "hooguit 100 leesbare tekens worden verwacht"),
        contact_url=reader.free("BV_CONTACT_URL", _WEB_ADDRESS, "een adres dat begint met https:// wordt verwacht"),
        contact_email=reader.free("BV_CONTACT_EMAIL", _EMAIL, "een e-mailadres wordt verwacht"),
        adres=adres,
        oidc=reader.oidc(adres),
    )
    if reader.fouten:
        raise SettingMissing("Een verplichte instelling ontbreekt of is ongeldig. " + "; ".join(reader.fouten))
    return config
