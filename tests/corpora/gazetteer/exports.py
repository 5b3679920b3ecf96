"""Small files in the forms of GeoNames' and Wikidata's exports."""

import json
from pathlib import Path
from zipfile import ZipFile

PLACES = [
    # geonameid, name, feature class and code, country, population
    (524901, "Moscow", "P", "PPLC", "RU", 10_381_222),
    (2988507, "Paris", "P", "PPLC", "FR", 2_138_551),
    (4717560, "Paris", "P", "PPLA2", "US", 24_839),
    (3017382, "France", "A", "PCLI", "FR", 66_987_244),
    (2657896, "Zürich (Kreis 1)", "P", "PPLX", "CH", 400_000),
    (2661646, "Biel/Bienne", "P", "PPL", "CH", 300_000),
    (8354456, "USSR", "A", "PCLH", "RU", 290_000_000),
    (2744992, "Mont Blanc", "T", "MT", "FR", 0),
]
ALTERNATE_NAMES = [
    # geonameid, language, name, flags: preferred, short, colloquial, historic
    (524901, "ru", "Москва", "1", "", "", ""),
    (524901, "fr", "Moscou", "", "", "", ""),
    (524901, "iata", "MOW", "", "", "", ""),
    (524901, "", "Maskva", "", "", "", ""),
    (524901, "ru", "Белокаменная", "", "", "1", ""),
    (524901, "wkdt", "Q649", "", "", "", ""),
    (2988507, "fr", "Paris", "1", "", "", ""),
    (2988507, "fr", "Lutèce", "", "", "", "1"),
    (2988507, "si", "පැරිස්", "", "", "", ""),
    (1, "fr", "Nulle part", "", "", "", ""),
]
MANDELA, UN, PARIS = "Q8023", "Q1065", "Q90"


def write_zip(path: Path, text: str) -> Path:
    """Write an export as GeoNames does; beside alternate names lies a list of languages."""
    with ZipFile(path, "w") as archive:
        archive.writestr("iso-languagecodes.txt", "ISO 639-3\n")
        archive.writestr(f"{path.stem}.txt", text)
    return path


def places_text() -> str:
    return "".join(
        f"{id}\t{name}\t{name}\t{name},Alt\t1.0\t2.0\t{cls}\t{code}\t{iso}\t\t1\t2\t3\t4"
        f"\t{people}\t\t9\tEurope/Paris\t2026-11-26\n"
        for id, name, cls, code, iso, people in PLACES
    )


def alternate_names_text() -> str:
    return "".join(
        f"{i}\t{id}\t{lang}\t{name}\t{flags[0]}\t{flags[1]}\t{flags[2]}\t{flags[3]}\t\t\n"
        for i, (id, lang, name, *flags) in enumerate(ALTERNATE_NAMES)
    )


def claim(value, rank: str = "normal") -> dict:
    """Make a statement, as the dump has it; of an unknown value, there is none."""
    snak = {"snaktype": "value", "datavalue": {"value": value}}
    return {"mainsnak": snak if value else {"snaktype": "somevalue"}, "rank": rank}


def item(id: str, labels: dict, claims: dict, n_links: int) -> dict:
    named = {lang: {"language": lang, "value": text} for lang, text in labels.items()}
    links = {f"wiki{i}": {"site": f"wiki{i}"} for i in range(n_links)}
    return {
        "type": "item",
        "id": id,
        "labels": named or [],
        "claims": claims or [],
        "sitelinks": links,
    }


HUMAN = claim({"entity-type": "item", "numeric-id": 5, "id": "Q5"})
ITEMS = [
    item(
        MANDELA,
        {"en": "Nelson Mandela", "ru": "Нельсон Мандела", "de": "Nelson Mandela"},
        {"P31": [claim(None), HUMAN]},
        250,
    ),
    item(
        UN,
        {"mul": "United Nations", "fr": "ONU"},
        {"P159": [claim({"id": "Q60"})]},
        300,
    ),
    item(
        PARIS,
        {"en": "Paris", "fr": "Paris", "ru": "Париж"},
        {"P1566": [claim("2988507")]},
        280,
    ),
    # Another item of the same place, and one that few know.
    item("Q1", {"en": "Grand Paris"}, {"P1566": [claim("2988507")]}, 40),
    item("Q2", {"en": "John Doe"}, {"P31": [HUMAN]}, 1),
    item("Q3", {"en": "Anyone"}, {"P31": [{**HUMAN, "rank": "deprecated"}]}, 99),
    item("Q4", {"en": "An article"}, {"P50": [HUMAN]}, 99),
    item("Q6", {}, {}, 0),
]


def dump_text() -> str:
    lines = ",\n".join(json.dumps(item) for item in ITEMS)
    return f"[\n{lines}\n]\n"


URI = "http://www.wikidata.org/entity/"
TSV = (
    "?item\t?name\t?label\t?geonames\t?sitelinks\n"
    f'<{URI}Q8023>\t"Nelson Mandela"@en\t"PER"\t\t"250"^^<xsd:integer>\n'
    f'<{URI}Q8023>\t"Нельсон Мандела"@ru\t"PER"\t\t250\n'
    f'<{URI}Q90>\t"Paris"@en\t"LOC"\t"2988507"\t280\n'
)
CSV = (
    "item,name,lang,label,geonames,sitelinks\r\n"
    f"{URI}Q8023,Nelson Mandela,en,PER,,250\r\n"
    f"{URI}Q8023,Нельсон Мандела,ru,PER,,250\r\n"
    f'{URI}Q90,"Paris",en,LOC,2988507,280\r\n'
)


def _cell(text: str, lang: str = "") -> dict:
    return {"type": "literal", "value": text, **({"xml:lang": lang} if lang else {})}


BINDINGS = [
    {
        "item": {"type": "uri", "value": f"{URI}{id}"},
        "name": _cell(name, lang),
        "label": _cell(label),
        "sitelinks": _cell(links),
        **({"geonames": _cell(geonames)} if geonames else {}),
    }
    for id, name, lang, label, geonames, links in (
        ("Q8023", "Nelson Mandela", "en", "PER", "", "250"),
        ("Q8023", "Нельсон Мандела", "ru", "PER", "", "250"),
        ("Q90", "Paris", "en", "LOC", "2988507", "280"),
    )
]
PLAIN = [
    {
        **{column: cell["value"] for column, cell in row.items()},
        "lang": row["name"]["xml:lang"],
    }
    for row in BINDINGS
]
# The same rows, as Wikidata's query service writes them.
RESULTS = {
    "persons.tsv": TSV,
    "persons.csv": CSV,
    "standard.json": json.dumps(
        {"head": {"vars": []}, "results": {"bindings": BINDINGS}}, indent=1
    ),
    "verbose.json": json.dumps(BINDINGS),
    "simple.json": json.dumps(PLAIN),
}
