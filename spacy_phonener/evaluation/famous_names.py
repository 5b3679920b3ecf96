"""Names that every reader knows, as languages spell them: CLDR's, through babel.

They are the 50 most populous countries, and the capitals that a time zone is named after.
"""

from typing import Dict, List

import regex

from ..corpora.gazetteer.cldr import locales
from ..scripts import main_script

COUNTRIES = (
    "IN CN US ID PK NG BR BD RU ET MX JP EG PH CD VN IR TR DE TZ TH GB FR ZA IT KE MM CO KR "
    "SD UG ES DZ IQ AR AF YE CA PL MA AO UA UZ MY MZ GH PE SA MG CI"
).split()
CAPITALS = (
    "Africa/Addis_Ababa Africa/Algiers Africa/Cairo Africa/Dakar Africa/Khartoum "
    "Africa/Nairobi Africa/Tunis America/Caracas America/Havana America/Lima "
    "America/Mexico_City Asia/Baghdad Asia/Bangkok Asia/Damascus Asia/Jakarta Asia/Kabul "
    "Asia/Manila Asia/Seoul Asia/Tehran Asia/Tokyo Europe/Athens Europe/Berlin "
    "Europe/Brussels Europe/Budapest Europe/Lisbon Europe/London Europe/Madrid "
    "Europe/Moscow Europe/Oslo Europe/Paris Europe/Prague Europe/Rome Europe/Sofia "
    "Europe/Stockholm Europe/Vienna Europe/Warsaw"
).split()
# "Myanmar (Burma)", "Congo - Kinshasa" and the like are in no text.
NAME = regex.compile(r"[\p{L}\p{M}\p{Cf}'’ʼ-]+( [\p{L}\p{M}\p{Cf}'’ʼ-]+)*")
DASH = regex.compile(" -|- ")


def famous_names(code: str, script: str) -> List[str]:
    """List famous names in a language's spelling.

    code (str): The language's, in the language table.
    script (str): The script (ISO 15924) that most of their letters are to be in.
    RETURNS (List[str]): Countries and cities; empty if CLDR does not have the language in
        that script.
    RAISES (ImportError): If babel is not installed.
    """
    for locale in locales().get(code.partition("-")[0], []):
        names = list(filter(_is_plain, _read_names(locale)))
        if names and main_script(_count("".join(names))) == script:
            return names
    return []


def _read_names(identifier: str) -> List[str]:
    from babel import Locale

    locale = Locale.parse(identifier)
    cities = [locale.time_zones.get(zone, {}).get("city") for zone in CAPITALS]
    countries = [locale.territories.get(country) for country in COUNTRIES]
    return list(dict.fromkeys(filter(None, [*countries, *cities])))


def _is_plain(name: str) -> bool:
    return bool(NAME.fullmatch(name)) and not DASH.search(name)


def _count(text: str) -> Dict[str, int]:
    return {letter: text.count(letter) for letter in set(text)}
