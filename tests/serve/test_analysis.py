"""What the page gets to show: the same as `annotate` writes, and what each word sounds like."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import spacy
import srsly
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spacy_phonener.annotate.run import annotate_files
from spacy_phonener.languages import get_language
from spacy_phonener.scripts import script_of
from spacy_phonener.serve.analysis import EXAMPLES, Analyzer
from spacy_phonener.serve.question import Question

from ..conftest import SENTENCE, TEXTS

SCRIPTS = {
    "eng": "Nelson Mandela visited London .",
    "rus": "Нельсон Мандела в Лондоне",
    "urd": "نیلسن منڈیلا لندن گئے",
    "heb": "נלסון מנדלה בלונדון",
    "sin": "නෙල්සන් මැන්ඩෙලා ලන්ඩනයේ",
    "amh": "ኔልሰን ማንዴላ በለንደን",
}


def analyze(analyzer, text, lang=None, names="", pipeline=0):
    answer = analyzer.analyze(Question(text, lang, names))
    return answer["pipelines"][pipeline]["lines"]


def join(line):
    return "".join(word["text"] + word["space"] for word in line["words"])


def words_by(line, whose):
    """List the words that somebody's source has read."""
    return [
        word["text"]
        for word in line["words"]
        if whose in {source["whose"] for source in word["sources"]}
    ]


def test_a_line_is_what_annotate_writes_of_it(analyzer, trained_path, tmp_path):
    (tmp_path / "in.txt").write_text("\n".join(TEXTS[:-2]), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    annotate_files(str(trained_path), [str(tmp_path / "in.txt")], out, lang="eng")
    rows = list(map(json.loads, out.read_text(encoding="utf-8").splitlines()))
    lines = analyze(analyzer, "\n".join(TEXTS[:-2]), lang="eng")
    assert any(row["ents"] for row in rows)
    for line, row in zip(lines, rows, strict=True):
        assert {**row, "id": line["id"]} == {key: line[key] for key in row}


@pytest.mark.parametrize("code", SCRIPTS)
def test_every_word_has_its_sound_and_who_read_it(analyzer, code):
    [line] = analyze(analyzer, SCRIPTS[code], lang=code)
    assert line["lang"] == code and not line["identified"]
    assert line["rtl"] == (code in ("urd", "heb"))
    assert join(line) == line["text"] == SCRIPTS[code]
    read = [word for word in line["words"] if word["text"] != "."]
    for word in read:
        [source] = word["sources"]
        assert source["whose"] == "own" and source["lang"] == code
        assert source["source"] in {
            spec for specs in get_language(code).scripts.values() for spec in specs
        }
        assert word["rtl"] == line["rtl"] and word["ipa"].isprintable()


def test_foreign_words_are_read_by_a_fallback_or_by_nobody(analyzer):
    [line] = analyze(analyzer, "Xamar revolution Москва ලංකාව 東京 12 .", lang="som")
    assert words_by(line, "own") == ["Xamar"]
    assert words_by(line, "default") == ["revolution", "Москва", "ලංකාව"]
    assert words_by(line, "nobody") == ["東京"]
    assert [word["sources"] for word in line["words"][-2:]] == [[], []]
    [line] = analyze(analyzer, "Қазақ", lang="rus")
    assert words_by(line, "general") == ["Қазақ"]


def test_languages_are_identified_line_by_line(analyzer):
    pytest.importorskip("py3langid")
    english = "Yesterday they were walking through the streets of the old town."
    lines = analyze(analyzer, f"{SCRIPTS['sin']}\n{english}\n12\n")
    found = [(line["lang"] or None, line["identified"]) for line in lines]
    assert found[:2] == [("sin", True), ("eng", True)]
    assert found[2:] == [(None, False)] * 2
    assert lines[0]["lang_score"] == 1.0 and 0.5 < lines[1]["lang_score"] <= 1.0


def test_names_of_a_list_and_of_the_command_line(analyzer):
    names = 'Nelson Mandela\n\n{"label": "LOC", "pattern": "London", "id": "Q84"}\nSri Lanka'
    text = "නෙල්සන් මැන්ඩෙලා ශ්‍රී ලංකාවේ\nНельсон Мандела, Лондон"
    sinhala, russian = analyze(analyzer, text, names=names)
    found = [
        [(line["text"][n["start"] : n["end"]], n["label"], n["name"], n.get("id")) for n in line["names"]]
        for line in (sinhala, russian)
    ]  # fmt: skip
    assert found == [
        [
            ("නෙල්සන් මැන්ඩෙලා", "NAME", "Nelson Mandela", None),
            ("ශ්‍රී ලංකාවේ", "NAME", "Sri Lanka", None),
        ],
        [
            ("Нельсон Мандела", "NAME", "Nelson Mandela", None),
            ("Лондон", "LOC", "London", "Q84"),
        ],
    ]
    # They are no entities.
    assert all(0.6 <= name["score"] <= 1 for name in sinhala["names"])
    [line] = analyze(analyzer, "නෙල්සන් මැන්ඩෙලා")
    assert line["names"] == []


@pytest.mark.parametrize(
    "names, reason",
    [
        ("London\n...", "Line 2 of the names: .* no letter"),
        ('{"label": "LOC"}', "Line 1 of the names: .* 'pattern'"),
        ('{"label": 1, "pattern": "x"}', "Line 1 of the names"),
        ("\n{London", "Line 2 of the names"),
        ("{" * 90_000, "Line 1 of the names"),
        ('{"label": "LOC", "pattern": "x\\ud800"}', "Line 1 .* half of a character"),
        ('{"label": "LOC", "pattern": "x", "lang": "tlh-Xxxx"}', "Unknown language"),
    ],
)
def test_a_list_that_cannot_be_used_says_which_line(analyzer, names, reason):
    with pytest.raises(ValueError, match=reason):
        analyze(analyzer, "London", names=names)


def test_lists_are_built_once(analyzer):
    names = "Nelson Mandela\nLondon\nAddis Ababa"
    analyze(analyzer, "London", names=names)
    before = analyzer._load_names.cache_info()
    analyze(analyzer, "Paris", names=names)
    after = analyzer._load_names.cache_info()
    assert (after.hits, after.misses) == (before.hits + 1, before.misses)
    assert after.maxsize <= 10


def test_two_pipelines_have_lines_of_their_own(analyzer):
    trained, rules = (analyze(analyzer, SENTENCE, "eng", pipeline=i) for i in (0, 1))
    ents = [
        [(ent["start"], ent["end"], ent["label"], ent["score"] is None) for ent in line["ents"]]
        for [line] in (trained, rules)
    ]  # fmt: skip
    assert ents == [
        [(0, 14, "PER", False), (23, 29, "LOC", False)],
        [(0, 6, "PER", True), (23, 29, "LOC", True)],
    ]


def test_a_line_that_cannot_be_read_says_why_and_the_others_are_read(trained):
    trained.max_length = 40
    lines = analyze(
        Analyzer({"trained": trained}), f"{SENTENCE}\n{'x' * 41}\n{SENTENCE}"
    )
    assert ["error" in line for line in lines] == [False, True, False]
    assert "41" in lines[1]["error"] and lines[1]["text"] == "x" * 41


def test_a_pipeline_without_phonemes():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "LOC", "pattern": "London"}])
    [line] = analyze(Analyzer({"rules": nlp}), "in London", "eng", "London")
    assert [ent["label"] for ent in line["ents"]] == ["LOC"] and line["names"] == []
    assert [word["ipa"] for word in line["words"]] == ["", ""]


def test_the_page_knows_what_to_offer(analyzer, trained_path):
    about = analyzer.about()
    assert [pipeline["name"] for pipeline in about["pipelines"]] == [
        "trained",
        "<b>rules",
    ]
    codes = [lang["code"] for lang in about["languages"]]
    assert {"eng", "sin", "urd"} <= set(codes) == analyzer.codes
    assert about["n_names"] == 1 and about["colors"]["PER"].startswith("#")
    config = {"components": {"phonener": {"threshold": 0.3}}}
    strict = spacy.load(trained_path, config=config)
    [pipeline] = Analyzer({"strict": strict}).about()["pipelines"]
    assert pipeline == {"name": "strict", "threshold": 0.3}


def test_the_examples_are_in_ten_scripts_that_are_read(analyzer):
    examples = list(srsly.read_jsonl(EXAMPLES))
    scripts = {script_of(next(filter(str.isalpha, e["text"]))) for e in examples}
    assert len(scripts) == len(examples) == 10
    for example in examples:
        [line] = analyze(analyzer, example["text"], example["lang"])
        lettered = [word for word in line["words"] if word["sources"]]
        assert words_by(line, "own") == [word["text"] for word in lettered]


def test_many_at_once_get_what_they_get_one_by_one(analyzer):
    asked = [
        Question("\n".join(TEXTS[i:] + [code, text]), lang, "Nelson Mandela" * (i % 2))
        for i in range(5)
        for code, text in SCRIPTS.items()
        for lang in (None, code)
    ]
    alone = [analyzer.analyze(question) for question in asked]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(analyzer.analyze, asked)) == alone


def test_nothing_of_a_text_is_kept(trained):
    analyzer = Analyzer({"trained": trained})
    analyze(analyzer, SENTENCE, "eng", "London")
    before = len(trained.vocab.strings), len(list(trained.vocab))
    for i in range(20):
        line = f"Wxyz{i} {SENTENCE}{i} ලංකා{i} {'q' * i}"
        analyze(analyzer, line, "eng", "London")
    assert (len(trained.vocab.strings), len(list(trained.vocab))) == before


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.booleans())
def test_words_make_up_any_text(analyzer, text, is_named):
    for pipeline in (0, 1):
        lines = analyze(analyzer, text, names="London" * is_named, pipeline=pipeline)
        assert "\n".join(line["text"] for line in lines) == text
        for line in lines:
            assert "error" in line or join(line) == line["text"]
