from spacy.util import fix_random_seed

from spacy_phonener.corpora.augmenters.accents import create_accents
from spacy_phonener.corpora.augmenters.chain import create_chain
from spacy_phonener.corpora.augmenters.redirects import create_redirects
from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.corpora.corpus import create_corpus

from ..sentences import lines


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
