"""Names of a list in texts of any script. Importing registers the factory, installed or not."""

import pickle
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
import spacy
import srsly
from spacy.tokens import Doc

from benchmarks.hostile import draw_case
from spacy_phonener.annotate.rows import make_entity
from spacy_phonener.pipeline import commonness  # noqa: F401
from spacy_phonener.pipeline.sound_ruler import SoundRuler

PATTERNS = [
    {"label": "LOC", "pattern": "Sri Lanka", "id": "Q854"},
    {"label": "LOC", "pattern": "Lanka", "id": "Q854"},
    {"label": "PER", "pattern": "Nelson Mandela", "id": "Q8023"},
    {"label": "LOC", "pattern": "San Francisco"},
    {"label": "LOC", "pattern": "Nepal", "id": "Q837"},
    {"label": "LOC", "pattern": "Addis Ababa"},
    {"label": "PER", "pattern": "George W. Bush", "lang": "English"},
]
TEXTS = {
    "නෙල්සන් මැන්ඩෙලා ශ්‍රී ලංකාවේ": [("නෙල්සන් මැන්ඩෙලා", "Q8023"), ("ශ්‍රී ලංකාවේ", "Q854")],
    "नेल्सन मंडेला नेपालमा थिए।": [("नेल्सन मंडेला", "Q8023"), ("नेपालमा", "Q837")],
    "Нельсон Мандела жил в Непале.": [("Нельсон Мандела", "Q8023"), ("Непале", "Q837")],
    "Сказал Н. Мандела вчера": [("Н. Мандела", "Q8023")],
    "نيلسون مانديلا في سان فرانسيسكو": [
        ("نيلسون مانديلا", "Q8023"),
        ("سان فرانسيسكو", ""),
    ],
    "አዲስ አበባ": [("አዲስ አበባ", "")],
    "She left San-Francisco for Nepal.": [("San-Francisco", ""), ("Nepal", "Q837")],
    "Mandela , Nelson": [],
    "": [],
}


# A short list of names that the texts do mention.
THRESHOLD = 0.3


def make_pipeline(patterns=PATTERNS, threshold=THRESHOLD, **config):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    config = {"threshold": threshold, **config}
    ruler = nlp.add_pipe("sound_ruler", config=config)
    if patterns:
        ruler.add_patterns(patterns)
    return nlp


@pytest.fixture(scope="module")
def nlp():
    return make_pipeline()


def found(doc):
    return [(ent.text, ent.kb_id_) for ent in doc.ents]


@pytest.mark.parametrize("text", TEXTS)
def test_names_are_found_in_every_script(nlp, text):
    assert found(nlp(text)) == TEXTS[text]


def test_what_a_name_comes_with(nlp):
    [ent] = nlp("Нельсон Мандела").ents
    assert (ent.label_, ent.kb_id_, ent.ent_id_) == ("PER", "Q8023", "Q8023")
    assert 0.6 <= ent._.sound_score <= 1
    restored = Doc(nlp.vocab).from_bytes(ent.doc.to_bytes())
    assert restored.ents[0]._.sound_score == ent._.sound_score


def test_annotate_writes_its_score(nlp):
    [ent] = nlp("Нельсон Мандела").ents
    row = make_entity(ent)
    assert row["score"] == round(ent._.sound_score, 4) and row["kb_id"] == "Q8023"


def test_a_threshold(nlp):
    strict = make_pipeline(threshold=1.0)
    assert not strict("Нельсон Мандела").ents


def test_what_other_components_found_stays_or_is_replaced():
    words = ["Нельсон", "Мандела", "и", "Непал"]
    for overwrite, expected in (
        (False, [("Мандела", ""), ("Непал", "Q837")]),
        (True, [("Нельсон Мандела", "Q8023"), ("Непал", "Q837")]),
    ):
        nlp = make_pipeline(overwrite_ents=overwrite)
        doc = Doc(nlp.vocab, words=words, ents=["O", "B-PER", "O", "O"])
        assert found(nlp(doc)) == expected


def test_of_an_entity_that_is_replaced_in_part_nothing_stays():
    nlp = make_pipeline(overwrite_ents=True)
    words = "the Republic Nepal ministry of Rome".split()
    ents = ["O", "B-ORG", "I-ORG", "I-ORG", "O", "B-LOC"]
    doc = nlp(Doc(nlp.vocab, words=words, ents=ents))
    assert found(doc) == [("Nepal", "Q837"), ("Rome", "")]


def test_an_entity_that_is_replaced_takes_its_score_along():
    nlp = make_pipeline(overwrite_ents=True)
    doc = Doc(nlp.vocab, words=["Nepal", "Rome"], ents=["B-ORG", "B-ORG"])
    for ent in doc.ents:
        ent._.score = 0.9
    assert [ent._.score for ent in nlp(doc).ents] == [None, 0.9]


def test_spans_with_scores():
    nlp = make_pipeline(annotate="spans", spans_key="names")
    doc = nlp("Нельсон Мандела в Непале")
    assert not doc.ents
    spans = doc.spans["names"]
    assert [span.text for span in spans] == ["Нельсон Мандела", "Непале"]
    assert spans.attrs["scores"] == [span._.sound_score for span in spans]


def test_blocked_tokens_are_in_no_name(nlp):
    doc = nlp.make_doc("Непал")
    doc.set_ents([], blocked=[doc[0:1]])
    assert not nlp(doc).ents


def test_patterns_come_back_and_labels():
    ruler = SoundRuler()
    assert len(ruler) == 0 and ruler.labels == () and ruler.patterns == []
    ruler.add_patterns(PATTERNS[:2])
    ruler.add_patterns(PATTERNS[2:])
    assert ruler.patterns == [*PATTERNS[:-1], {**PATTERNS[-1], "lang": "eng"}]
    assert ruler.labels == ("LOC", "PER") and "PER" in ruler and "ORG" not in ruler
    ruler.clear()
    assert len(ruler) == 0


def test_initialize_replaces_the_patterns(tmp_path):
    srsly.write_jsonl(tmp_path / "names.jsonl", PATTERNS[:1])
    nlp = make_pipeline(PATTERNS[1:])
    read = {"@readers": "srsly.read_jsonl.v1", "path": str(tmp_path / "names.jsonl")}
    nlp.config["initialize"]["components"]["sound_ruler"] = {"patterns": read}
    nlp.initialize()
    assert nlp.get_pipe("sound_ruler").patterns == PATTERNS[:1]


@pytest.mark.parametrize(
    "pattern, message",
    [
        ({"label": "PER"}, "no pattern"),
        ({"label": "PER", "pattern": [{"LOWER": "nepal"}]}, "entity_ruler"),
        ("Nepal", "no pattern"),
        ({"label": "PER", "pattern": "Nepal", "id": 7}, "strings"),
        ({"label": "PER", "pattern": " -?"}, "no letter"),
        ({"label": "PER", "pattern": "'\u0301\u200d"}, "no letter"),
        ({"label": "", "pattern": "Nepal"}, "not empty"),
        ({"label": "PER", "pattern": "Nepal", "lang": "Klingonish"}, "Klingonish"),
    ],
)
def test_what_is_no_pattern_is_named_and_nothing_is_added(pattern, message):
    ruler = SoundRuler()
    with pytest.raises(ValueError, match=message):
        ruler.add_patterns([PATTERNS[0], pattern])
    assert len(ruler) == 0


def test_a_file_of_patterns_is_read_as_windows_writes_it_and_its_broken_line_is_named(
    tmp_path,
):
    path = tmp_path / "names.jsonl"
    line = '{"label": "LOC", "pattern": "Nepal", "id": "Q837"}\r\n'
    path.write_text(line + "\r\n" + line, encoding="utf-8-sig", newline="")
    assert len(SoundRuler().from_disk(path)) == 2
    path.write_text(line + "{'label'")
    with pytest.raises(ValueError, match="names.jsonl, line 2 is no JSON: {'label'"):
        SoundRuler().from_disk(path)


def test_settings_are_checked():
    with pytest.raises(ValueError, match="annotate"):
        SoundRuler(annotate="both")
    with pytest.raises(ValueError, match="threshold is from 0.0 to 1.0"):
        SoundRuler(threshold=80)
    with pytest.raises(ValueError, match="accents"):
        SoundRuler(accents=[])


def test_without_phonemes_it_says_so():
    nlp = spacy.blank("xx")
    nlp.add_pipe("sound_ruler").add_patterns(PATTERNS)
    with pytest.raises(ValueError, match="phonemizer"):
        nlp("Непал")


def test_a_common_word_needs_a_better_score(tmp_path):
    (tmp_path / "rus.tsv").write_text(
        "непало\t7.7\n" + "".join(f"слово{i}\t{6 - i / 10}\n" for i in range(30))
    )
    nlp = make_pipeline()
    rare = nlp("непало").ents
    nlp.add_pipe("commonness", before="sound_ruler", config={"lists": str(tmp_path)})
    doc = nlp.make_doc("непало")
    doc._.phonener_lang = "rus"
    common = nlp(doc).ents
    assert rare and not [e for e in common if e._.sound_score >= rare[0]._.sound_score]


def test_saved_and_loaded_it_finds_the_same(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    nlp.get_pipe("sound_ruler").to_disk(tmp_path / "names.jsonl")
    by_hand = make_pipeline([])
    by_hand.get_pipe("sound_ruler").from_disk(tmp_path / "names.jsonl")
    copies = [
        spacy.load(tmp_path / "pipeline"),
        make_pipeline([]).from_bytes(nlp.to_bytes()),
        pickle.loads(pickle.dumps(nlp)),
        by_hand,
    ]
    for copy in copies:
        assert all(found(copy(text)) == expected for text, expected in TEXTS.items())
    # It may be saved over the folder that it was mapped from.
    copies[0].to_disk(tmp_path / "pipeline")
    assert found(spacy.load(tmp_path / "pipeline")("Непал")) == [("Непал", "Q837")]


def test_an_empty_ruler_is_saved_and_loaded(tmp_path):
    nlp = make_pipeline([])
    nlp.to_disk(tmp_path)
    assert not spacy.load(tmp_path)("Непал").ents
    assert not make_pipeline().from_bytes(nlp.to_bytes())("Непал").ents


def test_a_damaged_index_is_named(nlp, tmp_path):
    nlp.to_disk(tmp_path)
    manifest = tmp_path / "sound_ruler" / "manifest.json"
    for file in sorted((tmp_path / "sound_ruler" / "index").iterdir()):
        whole = file.read_bytes()
        flipped = bytes([*whole[:-1], whole[-1] ^ 1])
        # Another letter of a name is seen by its sum alone.
        for damaged in (whole[: len(whole) // 2], flipped):
            file.write_bytes(damaged)
            with pytest.raises(ValueError, match=f"damaged: .*{file.name}"):
                spacy.load(tmp_path)
        file.write_bytes(whole)
    manifest.unlink()
    for file in sorted((tmp_path / "sound_ruler" / "index").iterdir()):
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ValueError, match="damaged"):
            spacy.load(tmp_path)
        file.write_bytes(whole)


def test_processes_and_threads_find_the_same(nlp):
    texts = list(TEXTS) * 8
    expected = [TEXTS[text] for text in texts]
    assert list(map(found, nlp.pipe(texts, n_process=2))) == expected
    with ThreadPoolExecutor(4) as pool:
        assert list(map(found, pool.map(nlp, texts))) == expected


def test_no_text_is_too_strange():
    nlp = make_pipeline(annotate="spans", threshold=0.0, spans_key="names")
    rng = random.Random(0)
    for case in (draw_case(rng) for _ in range(400)):
        doc = Doc(nlp.vocab, words=case.words)
        doc._.phonener_lang = case.lang
        ends = [0]
        for span in nlp(doc).spans["names"]:
            assert ends[-1] <= span.start < span.end
            ends.append(span.end)


def test_no_name_is_too_strange():
    rng = random.Random(1)
    names = {"".join(draw_case(rng).words)[:300] for _ in range(200)}
    named = [n for n in names if any(map(str.isalpha, n))]
    ruler = SoundRuler()
    ruler.add_patterns([{"label": "X", "pattern": name} for name in named])
    assert [pattern["pattern"] for pattern in ruler.patterns] == named


def test_in_lower_case_a_word_needs_a_better_score():
    nlp = make_pipeline(threshold=0.0)
    scores = [
        next(ent._.sound_score for ent in nlp(text).ents if ent.kb_id_ == "Q837")
        for text in ("Вчера непал", "вчера непал")
    ]
    # Where all is in lower case, it says nothing.
    assert scores[0] < scores[1]
