import pickle

import pytest

from spacy_phonener.g2p.mapping import MappingSource

from .conftest import read


@pytest.mark.parametrize(
    "word,segments",
    [
        ("भारतम्", "bʱ aː r a t a m"),  # virama at the end
        ("सः", "s a h"),
        ("क्षत्रिय", "k ʂ a t r i j a"),  # inherent a stays at the end
        ("मुम्बई", "m u m b a iː"),
        ("पञ्चविंशति", "p a ɲ t͡ɕ a v i m ɕ a t i"),
        ("अङ्कितानि", "a ŋ k i t aː n i"),
        ("गङ्गा", "ɡ a ŋ ɡ aː"),
        ("संस्कृतम्", "s a m s k r̩ t a m"),
        ("कंचन", "k a ɲ t͡ɕ a n a"),  # anusvara takes the place of the stop
    ],
)
def test_sanskrit(word, segments):
    assert read("mapping:san-Deva", word) == [segments]


def test_mapping_of_the_users_own(tmp_path):
    path = tmp_path / "klingon.csv"
    path.write_text("Orth,Phon\ntlh,t͡ɬ\ni,ɪ\nngan,ŋan\n'e,<e>\n", encoding="utf-8")
    (tmp_path / "klingon.post.txt").write_text(
        "a -> ɑ / _ n\n<e> -> ʔɛ / _\n", encoding="utf-8"
    )
    source = MappingSource(path)
    assert source(["tlhIngan"]) == ["t͡ɬɪŋɑn"]
    assert pickle.loads(pickle.dumps(source))(["tlhI"]) == ["t͡ɬɪ"]


@pytest.mark.parametrize(
    "text,message",
    [
        ("a,b\n", r"bad.csv, line 1: the header"),
        ("Orth,Phon\na,b,c\n", r"bad.csv, line 2: expected"),
        ("Orth,Phon\na,b\n\na,c\n", r"bad.csv, line 3: expected"),
        ("Orth,Phon\na,b\nB,c\n", r"bad.csv, line 3: 'B' would never be found"),
        ("Orth,Phon\na,b\na,c\n", r"bad.csv, line 3: 'a' is mapped a second time"),
        ("Orth,Phon\né,b\ne\u0301,c\n", r"bad.csv, line 3: .* a second time"),
        ("Orth,Phon\nﷲ,allah\n", r"bad.csv, line 2: .* that letter"),
        ("Orth,Phon\na-b,ab\n", r"bad.csv, line 2: .*'-' is no letter"),
        ("Orth,Phon\na,a\nс,k\n", r"bad.csv, line 3: .* another script \(Cyrl\)"),
        ("Orth,Phon\na,a\nb,B\n", r"bad.csv, line 3: 'B' in 'B' is not IPA"),
    ],
)
def test_malformed_mapping(tmp_path, text, message):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        MappingSource(path)


def test_malformed_rules(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("Orth,Phon\na,a\n", encoding="utf-8")
    (tmp_path / "bad.post.txt").write_text("a becomes b\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rules beside .*bad.csv: Line 1"):
        MappingSource(path)


@pytest.mark.parametrize(
    "rule", ["(a|a)*b{3}c -> x / _", "(?P<sw1>(a|a)*b)(?P<sw2>c) -> 0 / _"]
)
def test_a_rule_that_takes_exponential_time_is_left_out(tmp_path, monkeypatch, rule):
    monkeypatch.setattr("spacy_phonener.g2p.table_reader.SECONDS", 0.05)
    (tmp_path / "evil.csv").write_text("Orth,Phon\na,a\nb,b\nc,k\n")
    (tmp_path / "evil.post.txt").write_text(f"b -> p / _ #\n{rule}\n")
    source = MappingSource(tmp_path / "evil.csv")
    with pytest.warns(UserWarning, match="^line 2 of the rules of .*evil.csv takes"):
        assert source(["a" * 40 + "bb", "ab"]) == ["a" * 40 + "bp", "ap"]
    assert source(["a" * 50]) == ["a" * 50]


def test_comments(tmp_path):
    path = tmp_path / "gil.csv"
    path.write_text('# Source: Trussel, "Gilbertese"\nOrth,Phon\n# Vowels\na,a\n')
    assert MappingSource(path)(["a"]) == ["a"]


def test_marks_that_the_table_lacks_are_left_out(tmp_path):
    path = tmp_path / "tone.csv"
    path.write_text("Orth,Phon\na,a\nn,n\ne\u0323,ɛ\ná,aː\n", encoding="utf-8")
    source = MappingSource(path)
    assert source(["nàná", "ẹ̄n"]) == ["nanaː", "ɛn"]
    assert source.reads("nàná") and not source.reads("nãna")


@pytest.mark.parametrize(
    "script,word,segments",
    [
        ("Latn", "Nguyễn", "ŋ ɡ u j e n"),
        ("Latn", "Ouagadougou", "o u a ɡ a d o u ɡ o u"),
        ("Latn", "Přerov", "p r e r o v"),
        ("Latn", "Nuku'alofa", "n u k u ʔ a l o f a"),
        ("Latn", "Łódź", "w o d͡z"),
        ("Cyrl", "Улаанбаатар", "u l aː n b aː t a r"),
        ("Cyrl", "Чӏал", "t͡ʃʼ a l"),
        ("Cyrl", "Њујорк", "ɲ u j o r k"),
    ],
)
def test_letters_as_in_most_orthographies(script, word, segments):
    assert read(f"mapping:und-{script}", word) == [segments]
