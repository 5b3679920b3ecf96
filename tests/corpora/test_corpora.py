from collections import Counter

import pytest
import spacy
import srsly
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin
from spacy.util import fix_random_seed, registry
from spacy.vocab import Vocab

from spacy_phonener.corpora.augmenters.accents import create_accents
from spacy_phonener.corpora.augmenters.chain import create_chain
from spacy_phonener.corpora.augmenters.pseudowords import (
    create_pseudowords,
    with_pseudowords,
)
from spacy_phonener.corpora.augmenters.redirects import create_redirects
from spacy_phonener.corpora.convert import (
    about_corpus,
    content_hash,
    drop_leaks,
    read_corpus,
    write_docbin,
)
from spacy_phonener.corpora.corpus import PhoneCorpus, create_corpus
from spacy_phonener.corpora.readers import TAGS, read_conll, read_json, read_parquet

SENTENCES = [
    (["R.H.", "Saunders", "(", "Lawrence", ")"], ["B-PER", "I-PER", "O", "B-LOC", "O"]),
    (["Colombo"], ["B-LOC"]),
]
CONLL = "R.H.\tB-PER\nSaunders\tI-PER\n(\tO\nLawrence\tB-LOC\n)\tO\n\nColombo\tB-LOC\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def ids(tags):
    return [TAGS.index(tag) for tag in tags]


@pytest.mark.parametrize(
    "text",
    [
        CONLL,
        CONLL + "\n\n",
        CONLL.replace("\n", "\r\n"),
        "\ufeff" + CONLL,
        # Pan et al. 2017: every token has its language.
        "\n".join(line and f"en:{line}" for line in CONLL.split("\n")),
    ],
    ids=["plain", "blank lines", "CRLF", "BOM", "prefixed"],
)
def test_conll(tmp_path, text):
    assert list(read_conll(write(tmp_path / "train.conll", text))) == SENTENCES


def test_a_colon_is_no_language(tmp_path):
    path = write(tmp_path / "x.conll", "en:\tO\nen:x\tO\n:\tO\n")
    assert list(read_conll(path)) == [(["en:", "en:x", ":"], ["O"] * 3)]


def test_tokens_with_odd_spaces_survive(tmp_path):
    path = write(tmp_path / "x.conll", "a\u00a0b\tO\nc\u2028d\tO\n\x85\tO\n")
    assert list(read_conll(path)) == [(["a\u00a0b", "c\u2028d", "\x85"], ["O"] * 3)]


def test_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "train.parquet"
    rows = [{"tokens": w, "ner_tags": ids(t), "langs": ["en"]} for w, t in SENTENCES]
    parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    assert list(read_parquet(path)) == SENTENCES
    path.write_bytes(b"not parquet")
    with pytest.raises(ValueError, match="train.parquet: not a parquet file"):
        list(read_parquet(path))


def test_json_of_the_papers_repository(tmp_path):
    rows = [{"tokens": w, "ner_tags": ids(t), "epi_tokens": w} for w, t in SENTENCES]
    path = tmp_path / "sinhala_wikiann.json"
    srsly.write_json(path, {"id_mapping": {}, "validation": rows, "test": rows[:1]})
    splits = {split: list(sentences) for split, sentences in read_json(path).items()}
    assert splits == {"validation": SENTENCES, "test": SENTENCES[:1]}


@pytest.mark.parametrize(
    "text,message",
    [
        ("London\tB-LOC\nParis\n", "line 2: expected 'token<TAB>TAG', got 'Paris'"),
        ("London B-LOC\n", "line 1: expected"),
        ("\tO\n", "line 1: expected"),
        ("London\tLOC\n", "line 1: 'LOC' is not a tag"),
        ("a\tO\n\nLondon\tI-LOC\n", "line 3: I-LOC follows O"),
        ("London\tB-LOC\nBridge\tI-ORG\n", "line 2: I-ORG follows B-LOC"),
    ],
)
def test_malformed_conll_leaves_nothing_behind(tmp_path, text, message):
    write(tmp_path / "in" / "en" / "train.conll", CONLL)
    write(tmp_path / "in" / "si" / "test.conll", text)
    with pytest.raises(ValueError, match=message):
        read_corpus(tmp_path / "in")


@pytest.mark.parametrize(
    "row,message",
    [
        ({"tokens": ["a"], "ner_tags": [0, 0]}, "1 tokens but 2 tags"),
        ({"tokens": [""], "ner_tags": [0]}, "an empty one"),
        ({"tokens": ["a"], "ner_tags": [7]}, "0 to 6, not 7"),
        ({"tokens": ["a"], "ner_tags": [2]}, "I-PER follows O"),
        ({"words": ["a"]}, "expected an object with tokens"),
    ],
)
def test_malformed_json(tmp_path, row, message):
    path = tmp_path / "sinhala.json"
    srsly.write_json(path, {"test": [row]})
    with pytest.raises(
        ValueError, match=f"sinhala.json, test, sentence 1: .*{message}"
    ):
        read_corpus(path, "sin")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="not valid JSON"):
        read_corpus(path, "sin")


def test_a_folder_of_languages(tmp_path):
    write(tmp_path / "en" / "train.conll", CONLL)
    write(tmp_path / "arc" / "test.conll", CONLL)  # the hub's code of Assyrian
    corpus = read_corpus(tmp_path)
    assert set(corpus) == {("eng", "train"), ("aii", "test")}


def test_shards_are_put_together(tmp_path):
    for i in range(2):
        write(tmp_path / "en" / f"train-0000{i}-of-00002.conll", CONLL)
    assert read_corpus(tmp_path) == {("eng", "train"): SENTENCES * 2}


@pytest.mark.parametrize(
    "name,message",
    [("nowhere/train.conll", "Which language"), ("en/train.txt", "neither a folder")],
)
def test_files_that_cannot_be_read(tmp_path, name, message):
    with pytest.raises(ValueError, match=message):
        read_corpus(write(tmp_path / name, CONLL))


def test_empty_folder(tmp_path):
    with pytest.raises(ValueError, match="There is no LANGUAGE/SPLIT"):
        read_corpus(tmp_path)


def test_training_sentences_that_test_another_language_are_dropped():
    corpus = {
        ("eng", "train"): list(SENTENCES),
        ("eng", "test"): [SENTENCES[0]],
        ("sin", "test"): [SENTENCES[1]],
    }
    assert drop_leaks(corpus) == {("eng", "train"): 1}
    assert corpus["eng", "train"] == SENTENCES[:1]


def test_what_a_corpus_is():
    about = about_corpus({("eng", "train"): SENTENCES}, "sample")
    assert about["eng/train"]["sentences"] == 2
    assert about["eng/train"]["wikiann"] is None
    other = [(["x"], ["O"])] * 20_000
    assert about_corpus({("eng", "train"): other}, "x")["eng/train"]["wikiann"] is False


def test_the_hash_is_of_the_content():
    assert content_hash(SENTENCES) == content_hash(iter(SENTENCES))
    assert content_hash(SENTENCES) != content_hash(SENTENCES[:1])


def test_docbin(tmp_path):
    path = tmp_path / "sin" / "test.spacy"
    write_docbin(SENTENCES, "sin", path)
    vocab = spacy.blank("xx").vocab
    docs = list(DocBin().from_disk(path).get_docs(vocab))
    for doc, (tokens, _) in zip(docs, SENTENCES):
        assert [token.text for token in doc] == tokens
        assert doc._.phonener_lang == "sin"
    assert [(e.text, e.label_) for e in docs[0].ents] == [
        ("R.H. Saunders", "PER"),
        ("Lawrence", "LOC"),
    ]
    assert [p.name for p in path.parent.iterdir()] == ["test.spacy"]


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8))
def test_any_tokens_survive(tmp_path_factory, tokens):
    path = tmp_path_factory.mktemp("corpus") / "x.spacy"
    write_docbin([(tokens, ["O"] * len(tokens))], "sin", path)
    [example] = PhoneCorpus(path)(spacy.blank("en"))
    assert [token.text for token in example.predicted] == tokens
    assert [token.text for token in example.reference] == tokens


def test_the_reader_carries_the_language(tmp_path, blank):
    path = tmp_path / "test.spacy"
    write_docbin([(["Soomaaliya"], ["B-LOC"])], "som", path)
    [example] = create_corpus(path)(blank)
    assert example.predicted._.phonener_lang == "som"
    assert not example.predicted.ents
    # Through nlp.evaluate too, which copies the docs.
    blank.evaluate([example])
    assert blank(example.predicted)[0]._.ipa == "sɔːmæːlijæ"


def test_reader_limit(tmp_path, blank):
    write_docbin(SENTENCES * 3, "eng", tmp_path / "train.spacy")
    assert len(list(create_corpus(tmp_path / "train.spacy", limit=4)(blank))) == 4


def test_reader_without_a_path():
    with pytest.raises(ValueError, match="--paths.train"):
        create_corpus(None)


def test_gold_docs_are_not_changed_by_training(tmp_path, blank):
    doc = Doc(blank.vocab, words=["Colombo"], ents=["B-LOC"])
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "x.spacy")
    [example] = PhoneCorpus(tmp_path / "x.spacy")(blank)
    blank(example.predicted)
    assert example.reference[0]._.phonemes is None


def test_accents(tmp_path, blank):
    """English as others read it: another reading each time, and the same entities."""
    path = tmp_path / "train.spacy"
    write_docbin(
        [(["Julia", "visited", "Chicago"], ["B-PER", "O", "B-LOC"])], "eng", path
    )
    fix_random_seed(0)
    accents = registry.augmenters.get("spacy_phonener.accents.v1")
    corpus = create_corpus(path, augmenter=accents(["spa", "tur"], level=0.7))
    read = Counter()
    for _ in range(60):
        [eg] = corpus(blank)
        doc = blank.get_pipe("phonemizer")(eg.predicted)
        read[doc[0]._.ipa, doc[2]._.ipa] += 1
        assert [ent.label_ for ent in eg.reference.ents] == ["PER", "LOC"]
        assert eg.reference._.phonener_lang == "eng"
    assert set(read) == {
        ("d͡ʒuːliə", "ʃɨkɑːɡoʊ"),
        ("xulja", "t͡ʃikaɡo"),
        ("ʒulia", "d͡ʒhid͡ʒaɡo"),
    }
    assert read["d͡ʒuːliə", "ʃɨkɑːɡoʊ"] in range(10, 28)


def test_accents_of_one_language(tmp_path, blank):
    write_docbin([(["Julia"], ["B-PER"])], "spa", tmp_path / "train.spacy")
    read = []
    for of in ("English", None):
        accents = create_accents(["deu"], level=1.0, of=of)
        [eg] = create_corpus(tmp_path / "train.spacy", augmenter=accents)(blank)
        read.append(eg.predicted._.phonener_lang)
    assert read == ["spa", "deu"]


def lines(corpus, nlp):
    """Each line with its entities in brackets."""
    for eg in corpus(nlp):
        assert [t.text for t in eg.predicted] == [t.text for t in eg.reference]
        marked = [
            ("[" if t.ent_iob_ == "B" else "")
            + t.text
            + ("]" if t.ent_iob_ != "O" and t.i + 1 == len(eg.reference) else "")
            for t in eg.reference
        ]
        yield " ".join(marked)


def test_lines_from_redirect_pages_get_other_keywords(tmp_path, blank):
    path = tmp_path / "train.spacy"
    rows = [
        (["elle", "vivait", "seule", "en", "1924"], ["O"] * 5),
        (["REDIRECTION", "Paris"], ["O", "B-LOC"]),
        (["Marie", "Curie"], ["B-PER", "I-PER"]),
        (["(", "Paris"], ["O", "B-LOC"]),
        (["Paris", "brille"], ["B-LOC", "O"]),
    ]
    write_docbin(rows, "fra", path)
    fix_random_seed(0)
    corpus = create_corpus(path, augmenter=create_redirects(replace=0.5, add=0.5))
    epochs = [list(lines(corpus, blank)) for _ in range(40)]
    keywords = {"elle", "vivait", "seule", "redirection", "brille"}
    keywords |= {word.upper() for word in keywords}
    _, redirects, names, *others = map(set, zip(*epochs))
    assert redirects == {f"{word} [Paris]" for word in keywords}
    assert names - {"[Marie Curie]"} <= {f"{word} [Marie Curie]" for word in keywords}
    assert len(names) > 5 and "[Marie Curie]" in names
    assert others == [{"( [Paris]"}, {"[Paris brille"}]


def test_redirects_in_another_accent(tmp_path, blank):
    rows = [(["vivait"], ["O"]), (["Paris"], ["B-LOC"])]
    write_docbin(rows, "fra", tmp_path / "train.spacy")
    augmenter = create_chain(
        create_redirects(replace=1.0, add=1.0), create_accents(["deu"], level=1.0)
    )
    _, eg = create_corpus(tmp_path / "train.spacy", augmenter=augmenter)(blank)
    assert len(eg.predicted) == 2
    assert eg.predicted._.phonener_lang == "deu"
    assert eg.reference._.phonener_lang == "fra"


def test_names_among_pseudowords(tmp_path, blank):
    """Each time those of another language, which writes a word the same way each time."""
    path = tmp_path / "train.spacy"
    words = "In 1924 she led the Council of Paris , the Council of Śląsk".split()
    tags = ["O"] * 5 + ["B-ORG", "I-ORG", "I-ORG", "O", "O", "B-ORG", "I-ORG", "I-ORG"]
    write_docbin([(words, tags)], "eng", path)
    fix_random_seed(0)
    pseudowords = registry.augmenters.get("spacy_phonener.pseudowords.v1")
    corpus = create_corpus(path, augmenter=pseudowords(level=0.5))
    drawn = Counter()
    for _ in range(100):
        [eg] = corpus(blank)
        new = [token.text for token in eg.predicted]
        drawn[new == words] += 1
        spans = [(ent.start, ent.end, ent.label_) for ent in eg.reference.ents]
        assert spans == [(5, 8, "ORG"), (10, 13, "ORG")]
        assert all(new[i] == words[i] for i in (1, 5, 7, 8, 10, 12))
        if new != words:
            assert new[4] == new[9] and new[6] == new[11]
            assert new[0].istitle() and new[4].islower() and new[6].islower()
            drawn[new[4]] += 1
    assert 30 < drawn[True] < 70 and len(drawn) > 20


@given(st.lists(st.text("aZéا中1.' ", min_size=1), min_size=1))
def test_pseudowords_of_any_text(words):
    doc = Doc(Vocab(), words=words, ents=["B-PER"] + ["O"] * (len(words) - 1))
    new = with_pseudowords(doc)
    assert len(new) == len(doc) and all(token.text for token in new)
    assert [ent.end for ent in new.ents] == [ent.end for ent in doc.ents]


def test_pseudowords_of_one_language(tmp_path, blank):
    write_docbin([(["grande"], ["O"])], "spa", tmp_path / "train.spacy")
    for of, kept in [("English", True), ("spa", False)]:
        pseudowords = create_pseudowords(level=1.0, of=of)
        [eg] = create_corpus(tmp_path / "train.spacy", augmenter=pseudowords)(blank)
        assert (eg.reference[0].text == "grande") == kept
        assert eg.predicted._.phonener_lang == eg.reference._.phonener_lang == "spa"


def test_a_sample_of_several_languages(tmp_path, blank):
    """Another one each time: so many sentences of each language, in any order."""
    for lang, n in [("eng", 10), ("tur", 30), ("hin", 5)]:
        rows = [([f"{lang}{i}"], ["O"]) for i in range(n)]
        write_docbin(rows, lang, tmp_path / lang / "train.spacy")
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")
    corpus = reader(tmp_path, {"English": 0, "tr": 8, "hin": 8})
    fix_random_seed(0)
    epochs = [[eg.predicted for eg in corpus(blank)] for _ in range(2)]
    for docs in epochs:
        langs = Counter(doc._.phonener_lang for doc in docs)
        assert langs == {"eng": 10, "tur": 8, "hin": 5}
    first, second = ([doc[0].text for doc in docs] for docs in epochs)
    assert set(first) != set(second) and [x[:3] for x in first] != sorted(
        x[:3] for x in first
    )


def test_a_language_without_data_is_an_error(tmp_path):
    reader = registry.readers.get("spacy_phonener.MultilingualCorpus.v1")
    with pytest.raises(ValueError, match="sentences from: convert data of 'tur'"):
        reader(tmp_path, {"tur": 10})
    with pytest.raises(ValueError, match="--paths.train corpus"):
        reader(None, {"tur": 10})


def test_accents_are_languages():
    with pytest.raises(ValueError, match="Unknown language 'spanish accent'"):
        create_accents(["spanish accent"], level=0.5)


def test_a_corpus_in_a_new_order_each_time(tmp_path, blank):
    path = tmp_path / "train.spacy"
    write_docbin([([str(i)], ["O"]) for i in range(20)], "eng", path)
    fix_random_seed(0)
    corpus = create_corpus(path, shuffle=True)
    orders = [[eg.reference.text.strip() for eg in corpus(blank)] for _ in range(2)]
    assert orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1])
