import logging
import pickle
import subprocess
import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.articulatory import feature_table
from spacy_phonener.g2p import G2P, load_source
from spacy_phonener.g2p.dictionary import DictionarySource
from spacy_phonener.g2p.epitran import EpitranSource
from spacy_phonener.g2p.mapping import MappingSource
from spacy_phonener.g2p.source import MAX_LETTERS
from spacy_phonener.g2p.table_reader import shared_feature_table
from spacy_phonener.languages import languages


def read(spec, *words):
    return [" ".join(segments) for segments in G2P([load_source(spec)])(list(words))]


@pytest.mark.parametrize("lang", languages().values(), ids=lambda lang: lang.code)
def test_every_source_of_the_table_loads(lang):
    for sources in lang.scripts.values():
        for spec in sources:
            assert callable(load_source(spec))


def test_epitran_reads_sinhala():
    assert read("epitran:sin-Sinh", "ලංකාව", "චීනය") == [
        "l a ŋ k aː v a",
        "t͡ʃ iː n a j a",
    ]


def test_espeak_reads_english():
    assert read("espeak:en-us", "China", "church", "don't") == [
        "t͡ʃ a ɪ n ə",
        "t͡ʃ ɜː t͡ʃ",
        "d o ʊ n t",
    ]


def test_espeak_ties_affricates_only():
    # ц is one phoneme in Belarusian; t + s in English "its" are two.
    assert read("espeak:be", "Цэнтр") == ["t͡s ɛ n t r"]
    assert read("espeak:en-us", "its") == ["ɪ t s"]


def test_espeak_voices_do_not_mix():
    english, guarani = load_source("espeak:en-us"), load_source("espeak:gn")
    before = english(["Paraguay"])
    guarani(["Paraguái"])
    assert english(["Paraguay"]) == before


def test_espeak_drops_language_switches():
    # Latin words in a Cyrillic voice: eSpeak marks (en)…(be).
    assert "(" not in load_source("espeak:be")(["London"])[0]


def test_unknown_voice():
    with pytest.raises(ValueError, match="no voice named 'zz-zz'"):
        load_source("espeak:zz-zz")


@pytest.mark.parametrize(
    "word,segments",
    [
        ("भारतम्", "bʱ aː r a t a m"),  # virama at the end
        ("सः", "s a h"),
        ("क्षत्रिय", "k ʂ a t r i j a"),  # inherent a stays at the end
        ("मुम्बई", "m u m b a iː"),
        ("पञ्चविंशति", "p a ɲ t͡ɕ a ʋ i m ɕ a t i"),
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


def test_a_pronunciation_dictionary(tmp_path):
    path = tmp_path / "khm.tsv"
    path.write_text("ភ្នំពេញ\tpʰnumpɨɲ,pnumpɨɲ\nLondon\t/lˈʌndən/\n\n", encoding="utf-8")
    source = DictionarySource(path)
    assert source(["ភ្នំពេញ", "london", "ទទួល"]) == ["pʰnumpɨɲ", "lˈʌndən", ""]
    # What it does not have, the next source reads.
    khmer = G2P([source, load_source("mapping:khm-Khmr")])
    assert khmer(["ភ្នំពេញ", "ទទួល"]) == [
        tuple("pʰ n u m p ɨ ɲ".split()),
        tuple("t ɔː t u ə l".split()),
    ]
    assert pickle.loads(pickle.dumps(source))(["London"]) == ["lˈʌndən"]


def test_malformed_dictionary(tmp_path):
    path = tmp_path / "bad.tsv"
    path.write_text("a\ta\nno tab\n", encoding="utf-8")
    with pytest.raises(ValueError, match="bad.tsv, line 2: expected 'word<TAB>IPA'"):
        DictionarySource(path)(["a"])


@pytest.mark.parametrize("source", [DictionarySource, MappingSource])
def test_a_file_that_is_not_there(source, tmp_path):
    """Its contents may come from a saved pipeline; where they do not, no word is read
    without a word."""
    reader = G2P([source(tmp_path / "none.csv"), load_source("espeak:en-us")])
    with pytest.raises(FileNotFoundError, match="There is no G2P file '.*none.csv'"):
        reader(["London"])


def test_malformed_rules(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("Orth,Phon\na,a\n", encoding="utf-8")
    (tmp_path / "bad.post.txt").write_text("a becomes b\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"rules beside .*bad.csv: Line 1"):
        MappingSource(path)


def test_a_chain_asks_the_next_source():
    def knows_a(words):
        return ["a" if word == "A" else "" for word in words]

    def knows_b(words):
        return ["b" if word == "B" else "" for word in words]

    assert G2P([knows_a, knows_b])(["A", "B", "C2"]) == [("a",), ("b",), ("C", "2")]


def test_a_word_that_is_read_in_part_goes_to_the_next_source():
    """Somali has no p, v or z; `Khuzayma` is a foreign name."""
    somali, english = load_source("epitran:som-Latn"), load_source("espeak:en-us")
    assert not somali.reads("revolution") and somali.reads("Soomaaliya")
    [foreign, own] = G2P([somali, english])(["revolution", "Soomaaliya"])
    assert foreign == G2P([english])(["revolution"])[0]
    assert own == G2P([somali])(["Soomaaliya"])[0]
    # Where there is no other source, a part is better than nothing.
    assert "".join(G2P([somali])(["revolution"])[0]) == "revɔlutiɔn"


def test_what_is_not_ipa_goes_to_the_next_source():
    def leaks(words):
        return ["prɔːះnɔː" if word == "ប្រាណ" else "a" for word in words]

    def reads(words):
        return ["praːn" for _ in words]

    assert G2P([leaks, reads])(["ប្រាណ", "អ"]) == [tuple("pr") + ("aː", "n"), ("a",)]


@pytest.mark.parametrize(
    "spec,word,segments",
    [
        # What Epitran's tables lack.
        ("epitran:urd-Arab", "پاکستان", "p ɑː k s t̪ ɑː n"),
        ("epitran:urd-Arab", "گھر", "ɡʰ r"),
        ("epitran:urd-Arab", "آزاد", "ɑː z ɑː d̪"),
        ("epitran:mar-Deva", "जॉन", "d͡ʑ ɔː n"),
        ("epitran:mar-Deva", "ऑफ", "ɔː pʰ"),
        ("epitran:tgk-Cyrl", "исломӣ", "i s l ɔ m iː"),
        ("epitran:tgk-Cyrl", "Ленинград", "l e n i n ɡ r æ d"),
        ("epitran:ori-Orya", "ନିଃସନ୍ତାନ", "n i h s ɔ n t a n"),
        ("epitran:yor-Latn", "Bósníà", "b ó s n í à"),
        ("epitran:jav-Latn", "Acèh", "ʔ a t͡ʃ ɛ h"),
        ("epitran:tuk-Latn", "kompaniýasynyñ", "k o m p a n i j a s ɯ n ɯ ŋ"),
        ("epitran:kir-Cyrl", "субъект", "s u b j e k t"),
        # Khmer (ours).
        ("mapping:khm-Khmr", "កក់", "k ɑ k"),
        ("mapping:khm-Khmr", "ជីដូន", "c iː ɗ oː n"),
        ("mapping:khm-Khmr", "ទទួល", "t ɔː t u ə l"),
        ("mapping:khm-Khmr", "ក្បាល", "k ɓ aː l"),
        ("mapping:khm-Khmr", "ប្រាំ", "ɓ r a m"),
        ("mapping:khm-Khmr", "ខ្មែរ", "kʰ m a e r"),
        # An apostrophe is a letter in Somali, and has no sound in Kinyarwanda.
        ("epitran:som-Latn", "lo’", "l ɔ ʔ"),
        ("epitran:kin-Latn", "z’Amerika", "z a m e ɾ i k a"),
        # In Uzbek it makes another letter of o and g, and has no sound elsewhere.
        ("epitran:uzb-Latn", "oʻzbek", "o z b e k"),
        ("epitran:uzb-Latn", "ma'lumot", "m a l u m ɒ t̪"),
        # Letters shaped for print.
        ("epitran:uig-Arab", "ﺋﯘﻳﻐﯘﺭ", "u j ʁ u r"),
    ],
)
def test_corrections(spec, word, segments):
    assert read(spec, word) == [unicodedata.normalize("NFD", segments)]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_any_unicode_form_is_read_alike(form):
    for spec, word in [
        ("epitran:yor-Latn", "Ọṣun"),
        ("epitran:mri-Latn", "Māori"),
        ("epitran:uig-Arab", "ئۇيغۇر"),
        ("espeak:bn", "সময়"),
        ("epitran:vie-Latn", "Việt"),
        ("epitran:kor-Hang", "서울"),
    ]:
        assert read(spec, unicodedata.normalize(form, word)) == read(spec, word)


def test_a_word_that_raises_keeps_its_characters_and_spoils_no_other():
    def fragile(words):
        if "bad" in words:
            raise RuntimeError("cannot read this")
        return [word.upper() for word in words]

    assert G2P([fragile])(["good", "bad", "x"]) == [
        ("G", "O", "O", "D"),
        ("b", "a", "d"),
        ("X",),
    ]


def test_long_words_are_read_whole():
    word = "मुम्बई" * 100
    assert len(word) > MAX_LETTERS
    [segments] = G2P([load_source("mapping:san-Deva")])([word])
    assert segments == G2P([load_source("mapping:san-Deva")])(["मुम्बई"])[0] * 100


def test_feature_tables_are_shared():
    sources = [EpitranSource("som-Latn"), EpitranSource("kin-Latn")]
    assert all(source._table._epitran.ft is feature_table() for source in sources)


@cache
def load_epitran(code):
    with shared_feature_table():
        from epitran.simple import SimpleEpitran

        return SimpleEpitran(code)


# Without corrections of ours; with rules before and after the look-up, and Hangul.
@pytest.mark.parametrize("code", ["sin-Sinh", "tur-Latn", "kor-Hang", "tam-Taml"])
@given(st.data())
def test_epitran_says_the_same_itself(code, data):
    source, epitran = load_source(f"epitran:{code}"), load_epitran(code)
    graphemes = sorted(source._table._epitran.g2p)
    letters = st.sampled_from([*graphemes, "한", "q", "İ", "8", "-", "ꙮ"])
    word = "".join(data.draw(st.lists(letters, max_size=12)))
    ipa, unknown = source._table._transliterate(word)
    epitran.nils.clear()
    assert ipa == epitran.transliterate(word)
    assert unknown == set(epitran.nils)


def test_epitran_leaves_logging_alone():
    code = (
        "import logging; root = logging.getLogger()\n"
        "before = root.level, list(root.handlers)\n"
        "from spacy_phonener.g2p import load_source\n"
        "load_source('epitran:som-Latn')\n"
        "assert (root.level, list(root.handlers)) == before, root.handlers\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert logging.getLogger().level != logging.CRITICAL


def test_sources_pickle():
    for spec in ("epitran:sin-Sinh", "espeak:en-us", "mapping:san-Deva"):
        source = load_source(spec)
        assert pickle.loads(pickle.dumps(source))(["x"]) == source(["x"])
