# SPDX-License-Identifier: EUPL-1.2
"""What a page says at its top after something was done: only these, so that no address can put words on a page."""

NOTICES: dict[str, str] = {
    "uitgelogd": "U bent uitgelogd.",
    "opgehaald": "Dit bericht staat nu op opgehaald.",
    "sessie-beeindigd": "Deze sessie is beëindigd.",
    "sessies-beeindigd": "Deze gebruiker is overal uitgelogd.",
    "gebruiker-beeindigd": "Deze gebruiker mag niet meer inloggen.",
    "bericht-verstuurd": "Uw bericht is verstuurd.",
    "bericht-herhaald": "Dit bericht had u al verstuurd: het is er één gebleven.",
    "zoekvraag-bewaard": "Deze zoekvraag is bewaard.",
    "zoekvraag-vergeten": "Deze zoekvraag is vergeten.",
    "token-ingetrokken": "Dit token is ingetrokken.",
    "register-geladen": "Het register is geladen.",
    "register-gelijk": "Niets gewijzigd: dit register gold al.",
    "tenzij-gevraagd": "De tenzij is gevraagd. U ziet hier wat ervan wordt.",
    "stop-gevraagd": "De cliëntenstop is gevraagd.",
    "stap-geboekt": "Dit is vastgelegd.",
}
"""By the key that `Redirect` names and the address carries (`gelukt=`)."""
