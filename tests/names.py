"""A folder of names, some of them in several languages."""

from pathlib import Path

FILES = {
    "places_geonames.tsv": """\
CYRILLIC	Торонто	Toronto	CA	2731571
CYRILLIC	Новый Уренгой	Novy Urengoy	RU	104107
LATIN	Zürich	Zurich	CH	""",
    "persons_wikidata.tsv": """\
cyrillic	нельсон мандела	nelson mandela	full
cyrillic	мандела	mandela	token
""",
    "places_cldr.tsv": """\
LOC	en	LATIN	Nepal	territory	NP
LOC	en	LATIN	Moscow	tzcity	Europe/Moscow
LOC	ru	CYRILLIC	Москва	tzcity	Europe/Moscow
LOC	tr	LATIN	Moskova	tzcity	Europe/Moscow
LOC	tr	LATIN	Nepal	territory	NP
LOC	hi	DEVANAGARI	नेपाल	territory	NP
LOC	hi	DEVANAGARI	काबुल	tzcity	Asia/Kabul
""",
}


def write_names(folder: Path) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
