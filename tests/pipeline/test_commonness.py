"""How common are the words of a text? Entry point or not, importing registers the factory."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest
import spacy
import srsly
from spacy.tokens import Doc
from spacy.training import Example
from spacy.vocab import Vocab

from spacy_phonener.extensions import word_classes
from spacy_phonener.hashed_table import dump_hashed_table
from spacy_phonener.pipeline import commonness  # noqa: F401
from spacy_phonener.pipeline.commonness import Commonness
from spacy_phonener.pipeline.parts import split_doc

from ..conftest import TINY_MODEL

# Written by hand, about as frequent as they are.
LISTS = {
    "eng": {"the": 7.7, "of": 7.4, "city": 5.5, "capital": 5.0, "isthmus": 3.6},
    "tur": {"ve": 7.3, "bir": 7.2, "istanbul": 5.7, "ışık": 4.9, "i̇zmir": 5.2},
    "hin": {"के": 7.7, "में": 7.6, "है": 7.4, "शहर": 5.6, "राजधानी": 4.9},
    "amh": {"ነው": 7.0, "እና": 7.0, "ከተማ": 6.1, "ዋና": 5.9},
    "fas": {"و": 7.8, "در": 7.6, "شهر": 6.3, "می‌شود": 6.4},
    "uzb": {"va": 7.5, "bo‘ldi": 6.1, "oʻzbekiston": 6.0},
    "ell": {"και": 7.6, "πόλη": 5.7, "κόσμος": 5.4},
    "kat": {"და": 7.6, "ქალაქი": 5.4},
    "srp-Cyrl": {"је": 7.6, "град": 5.5},
}


@pytest.fixture
def lists(tmp_path):
    folder = tmp_path / "lists"
    folder.mkdir()
    for code, words in LISTS.items():
        write_list(folder / f"{code}.tsv", words)
    return folder


def write_list(path, words):
    lines = (f"{word}\t{logarithm}\n" for word, logarithm in words.items())
    path.write_text("".join(lines), encoding="utf-8")


def make_pipeline(lists=None, **config):
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer")
    nlp.add_pipe("commonness", config={"lists": lists and str(lists), **config})
    return nlp


def make_doc(nlp, words, lang):
    doc = Doc(nlp.vocab, words=words.split())
    doc._.phonener_lang = lang
    return doc


@pytest.mark.parametrize(
    "lang, words, expected",
    [
        ("eng", "THE City of isthmus Kampala .", [6, 4, 6, 2, 1, 1]),
        ("en-GB", "The capital", [6, 3]),
        ("tur", "Ve İSTANBUL istanbul IŞIK ışık İzmir İZMİR", [6, 4, 4, 3, 3, 4, 4]),
        ("hin", "शहर में दिल्ली है", [4, 6, 1, 6]),
        ("amh", "አዲስ ከተማ ነው ።", [1, 5, 6, 1]),
        ("fas", "و می‌شود میشود شـهر", [6, 5, 5, 5]),
        ("uz", "bo'ldi BOʻLDI O‘zbekiston", [5, 5, 5]),
        ("ell", "ΠΌΛΗ Κόσμος ΚΌΣΜΟΣ", [4, 4, 4]),
        ("kat", "და ᲥᲐᲚᲐᲥᲘ", [6, 4]),
        ("srp-Cyrl", "Град је", [4, 6]),
        ("som", "Muqdisho waa", [0, 0]),
        ("und", "the of", [0, 0]),
    ],
)
def test_classes(lists, lang, words, expected):
    nlp = make_pipeline(lists)
    doc = nlp(make_doc(nlp, words, lang))
    assert word_classes(doc) == [token._.commonness for token in doc] == expected


def test_where_classes_begin():
    edges = [0.3, 4.29, 4.3, 5.09, 5.1, 5.89, 5.9, 6.69, 6.7, 8.0]
    table = commonness.make_table({f"word{x}": 10**x for x in edges})
    found = commonness.find_classes(table, [f"word{x}" for x in edges])
    assert found == [2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


def test_only_the_most_frequent_words_of_a_list_count():
    table = commonness.make_table({f"w{n}": 1e6 - n for n in range(21_000)})
    assert 19_990 < len(table) <= 20_000
    assert commonness.find_classes(table, ["w0", "w19000", "w20500"]) == [5, 5, 1]
    strangers = [f"x{n}" for n in range(100_000)]
    assert sum(c > 1 for c in commonness.find_classes(table, strangers)) < 30
    size = len(dump_hashed_table(table))
    assert size <= 4 * 20_000


def test_the_language_is_what_the_phonemizer_says(lists):
    nlp = make_pipeline(lists)
    nlp.get_pipe("phonemizer").lang = "hin"
    assert word_classes(nlp("शहर में")) == [4, 6]
    nlp = spacy.blank("tr")
    nlp.add_pipe("commonness", config={"lists": str(lists)})
    assert word_classes(nlp("bir kuş")) == [6, 1]
    assert word_classes(nlp(make_doc(nlp, "the", "English"))) == [6]
    with pytest.raises(ValueError, match="a missing or wrong value"):
        nlp(make_doc(nlp, "the", ""))


def test_a_language_that_the_table_lacks(lists, tmp_path):
    write_list(lists / "gil.tsv", {"te": 7.5, "tarawa": 4.5})
    mapping = {"@misc": "spacy_phonener.mapping.v1", "path": str(tmp_path / "gil.csv")}
    (tmp_path / "gil.csv").write_text(
        "Orth,Phon\n" + "".join(f"{c},{c}\n" for c in "aetrw")
    )
    nlp = spacy.blank("xx")
    nlp.add_pipe("phonemizer", config={"lang": "gil", "g2p": {"gil-Latn": mapping}})
    nlp.add_pipe("commonness", config={"lists": str(lists)})
    assert word_classes(nlp("Te Tarawa")) == [6, 3]


def test_own_lists_count_more_than_the_pipelines(lists, tmp_path):
    nlp = make_pipeline()
    nlp.initialize(lambda: [])
    assert word_classes(nlp(make_doc(nlp, "the", "eng"))) == [0]
    nlp.config["initialize"]["components"]["commonness"] = {"lists": str(lists)}
    nlp.initialize(lambda: [])
    nlp.to_disk(tmp_path / "model")
    for path in lists.iterdir():
        path.unlink()
    write_list(lists / "en.tsv", {"kampala": 6.0})
    nlp = spacy.load(tmp_path / "model")
    assert word_classes(nlp(make_doc(nlp, "the Kampala", "eng"))) == [6, 1]
    config = {"components": {"commonness": {"lists": str(lists)}}}
    nlp = spacy.load(tmp_path / "model", config=config)
    assert word_classes(nlp(make_doc(nlp, "the Kampala", "eng"))) == [1, 5]
    assert word_classes(nlp(make_doc(nlp, "bir", "tur"))) == [6]
    assert nlp.get_pipe("commonness").languages == sorted(LISTS)


def test_bytes_disk_and_pickles_need_no_lists_and_have_no_words(lists, tmp_path):
    nlp = make_pipeline(lists)
    pipe = nlp.get_pipe("commonness")
    nlp.to_disk(tmp_path / "model")
    data = (tmp_path / "model" / "commonness" / "tables").read_bytes()
    assert not any(word.encode() in data for word in ("isthmus", "शहर", "istanbul"))
    dumped, pickled = nlp.to_bytes(), pickle.dumps(pipe)
    bare = pipe.to_bytes(exclude=["tables"])
    for path in lists.iterdir():
        path.unlink()
    lists.rmdir()
    for loaded in (
        spacy.load(tmp_path / "model").get_pipe("commonness"),
        make_pipeline(lists).from_bytes(dumped).get_pipe("commonness"),
        pickle.loads(pickled),
    ):
        doc = loaded(make_doc(nlp, "the Kampala ነው", "eng"))
        assert word_classes(doc) == [6, 1, 1]
    assert not Commonness().from_bytes(bare).languages


def test_a_folder_that_is_not_there(tmp_path):
    nlp = make_pipeline(tmp_path / "lists")
    with pytest.raises(FileNotFoundError, match="no folder '.*lists' of word lists"):
        nlp("the")
    nlp = make_pipeline()
    nlp.config["initialize"]["components"]["commonness"] = {"lists": "nowhere"}
    with pytest.raises(FileNotFoundError, match="no folder 'nowhere'"):
        nlp.initialize(lambda: [])


def test_malformed_lists_are_named(lists):
    (lists / "som.tsv").write_text("waa\t7.1\nMuqdisho\n")
    with pytest.raises(ValueError, match=r"som.tsv, line 2: expected 'word<TAB>log"):
        Commonness(lists=lists)
    (lists / "som.tsv").write_bytes("caf\xe9\t5".encode("latin-1"))
    with pytest.raises(ValueError, match="som.tsv is not in UTF-8"):
        Commonness(lists=lists)
    (lists / "som.tsv").rename(lists / "en.tsv")
    with pytest.raises(ValueError, match="en.tsv and .*eng.tsv are lists of one"):
        Commonness(lists=lists)


def test_damaged_tables_are_named(lists, tmp_path):
    pipe = Commonness(lists=lists)
    pipe.to_disk(tmp_path / "saved")
    file = tmp_path / "saved" / "tables"
    good = srsly.msgpack_loads(file.read_bytes())
    for bad in (b"?", srsly.msgpack_dumps({**good, "eng": b"abcd" * 9})):
        file.write_bytes(bad)
        with pytest.raises(ValueError, match="damaged: .*tables cannot be used"):
            Commonness().from_disk(tmp_path / "saved")


def test_classes_that_are_set_are_kept(lists):
    nlp = make_pipeline(lists)
    doc = make_doc(nlp, "the city", "eng")
    doc[1]._.commonness = 0
    assert word_classes(nlp(doc)) == [6, 0]
    for value in (7, -1, None, "6"):
        with pytest.raises(ValueError, match="a class from 0 to 6"):
            doc[0]._.commonness = value


def test_classes_go_along_with_docs(lists):
    nlp = make_pipeline(lists)
    doc = nlp(make_doc(nlp, "the capital city of Kampala", "eng"))
    assert word_classes(Doc(Vocab()).from_bytes(doc.to_bytes())) == [6, 3, 4, 6, 1]
    data = srsly.json_loads(srsly.json_dumps(doc.to_json(underscore=["commonness"])))
    assert word_classes(Doc(nlp.vocab).from_json(data)) == [6, 3, 4, 6, 1]
    part = doc[1:3].as_doc(copy_user_data=True)
    assert word_classes(part) == [3, 4]
    assert [word_classes(part) for part in split_doc(doc, 3)] == [[6, 3, 4], [6, 1]]
    with doc.retokenize() as retokenizer:
        retokenizer.merge(doc[1:3])
    assert word_classes(doc) == [6, 0, 6, 1]


def test_docs_put_together(lists, recwarn):
    nlp = make_pipeline(lists)
    nlp.get_pipe("phonemizer").lang = "eng"
    docs = list(nlp.pipe(["the city", "of"]))
    recwarn.clear()
    assert word_classes(Doc.from_docs(docs)) == [6, 4, 6]
    assert not recwarn.list


def test_streams_processes_and_threads(lists):
    nlp = make_pipeline(lists)
    texts = [("the city", "eng"), ("bir şehir", "tur"), ("ነው", "amh"), ("x", "som")] * 8
    expected = [[6, 4], [6, 1], [6], [0]] * 8

    def docs(pairs=texts):
        return [make_doc(nlp, *pair) for pair in pairs]

    assert [word_classes(doc) for doc in nlp.pipe(docs(), batch_size=5)] == expected
    found = nlp.pipe(docs(), n_process=2, batch_size=5)
    assert [word_classes(doc) for doc in found] == expected
    # Whatever was read before.
    assert [word_classes(nlp(doc)) for doc in reversed(docs())] == expected[::-1]
    with ThreadPoolExecutor(4) as pool:
        assert [word_classes(doc) for doc in pool.map(nlp, docs())] == expected


def test_a_wrong_doc_goes_to_the_error_handler(lists):
    nlp = spacy.blank("xx")
    nlp.add_pipe("commonness", config={"lists": str(lists)})
    failed = []
    nlp.set_error_handler(lambda name, proc, docs, error: failed.extend(docs))
    docs = [make_doc(nlp, "the", lang) for lang in ("eng", float("nan"), "klingon")]
    assert [word_classes(doc) for doc in nlp.pipe(docs)] == [[6], [0]]
    assert failed == [docs[1]]


def test_without_the_component(lists, tmp_path):
    nlp = make_pipeline(lists)
    with nlp.select_pipes(disable="commonness"):
        assert word_classes(nlp(make_doc(nlp, "the", "eng"))) == [0]
    nlp.to_disk(tmp_path / "model")
    nlp = spacy.load(tmp_path / "model", exclude=["commonness"])
    assert nlp(make_doc(nlp, "the", "eng"))[0]._.commonness == 0


def test_strange_words(lists):
    nlp = make_pipeline(lists)
    words = ["", "a" * 20_000, "\u0301" * 500, "🙂", "\x00", "\u200d", "´"]
    doc = Doc(nlp.vocab, words=[*filter(None, words), "the"])
    doc._.phonener_lang = "eng"
    assert word_classes(nlp(doc)) == [1, 1, 1, 1, 1, 1, 6]
    assert word_classes(nlp("")) == []


def test_training_on_docs_without_phonemes(lists):
    """As `spacy debug model` does, which updates the phonener alone."""
    nlp = make_pipeline(lists)
    phonener = nlp.add_pipe("phonener", config={"model": TINY_MODEL})
    nlp.config["training"]["annotating_components"] = ["phonemizer", "commonness"]
    reference = Doc(nlp.vocab, words=["the", "Kampala"], ents=["O", "B-LOC"])
    example = Example(make_doc(nlp, "the Kampala", "eng"), reference)
    nlp.initialize(lambda: [example])
    phonener.update([example])
    assert word_classes(example.predicted) == [6, 1]
