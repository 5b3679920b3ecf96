import logging
import re
import subprocess
import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.articulatory import feature_table
from spacy_phonener.g2p import load_source
from spacy_phonener.g2p.epitran import EpitranSource
from spacy_phonener.g2p.spelling import OPTIONAL
from spacy_phonener.g2p.table_reader import shared_feature_table

from .conftest import read


def test_epitran_reads_sinhala():
    assert read("epitran:sin-Sinh", "ලංකාව", "චීනය") == [
        "l a ŋ k aː v a",
        "t͡ʃ iː n a j a",
    ]


@pytest.mark.parametrize(
    "spec,word,segments",
    [
        # What Epitran's tables lack.
        ("epitran:urd-Arab", "پاکستان", "p aː k s t aː n"),
        ("epitran:urd-Arab", "گھر", "ɡʱ r"),
        ("epitran:urd-Arab", "آزاد", "aː z aː d"),
        ("epitran:mar-Deva", "जॉन", "d͡ʑ ɔː n"),
        ("epitran:mar-Deva", "ऑफ", "ɔː pʰ"),
        ("epitran:tgk-Cyrl", "исломӣ", "i s l ɔ m iː"),
        ("epitran:tgk-Cyrl", "Ленинград", "l e n i n ɡ r æ d"),
        ("epitran:ori-Orya", "ନିଃସନ୍ତାନ", "n i h s ɔ n t a n"),
        ("epitran:yor-Latn", "Bósníà", "b ó s n í à"),
        ("epitran:jav-Latn", "Acèh", "ʔ a t͡ʃ ɛ h"),
        ("epitran:quy-Latn", "Jesucristo", "h e s u k r i s t o"),
        ("epitran:quy-Latn", "Vicente", "b i s e n t e"),
        ("epitran:sna-Latn", "Africa", "a f r i k a"),
        ("epitran:tuk-Latn", "kompaniýasynyñ", "k o m p a n i j a s ɯ n ɯ ŋ"),
        ("epitran:kir-Cyrl", "субъект", "s u b j e k t"),
        # Kashubian: as the paper's authors read it, who leave it out of their tables.
        ("epitran:csb-Latn", "Kaszëbë", "k a ʃ ə b ə"),
        ("epitran:csb-Latn", "Gduńsk", "ɡ d u ɲ s k"),
        ("epitran:csb-Latn", "Bôłtu", "b ɞ w t u"),
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
        ("epitran:uzb-Latn", "ma'lumot", "m a l u m ɒ t"),
        # Whichever apostrophe it is.
        ("epitran:uzb-Latn", "oʼzbek", "o z b e k"),
        ("epitran:uzb-Latn", "o`zbek", "o z b e k"),
        ("epitran:hau-Latn", "’yar", "ʔʲ a ɽ"),
        ("epitran:ukr-Cyrl", "В'ячеслав", "v j a t͡ʃ e s l a v"),
        ("epitran:ukr-Cyrl", "моя", "m o j a"),
        # Case folding by language.
        ("epitran:tur-Latn", "İstanbul", "i s t a n b u l"),
        ("epitran:tur-Latn", "i\u0307stanbul", "i s t a n b u l"),
        ("epitran:tur-Latn", "IŞIK", "ɯ ʃ ɯ k"),
        ("epitran:aze-Latn", "İLHAM", "ɪ l h a m"),
        ("epitran:aze-Latn", "IŞIQ", "ɯ ʃ ɯ ɡ"),
        ("epitran:deu-Latn", "STRAẞE", "ʃ t r aː s ə"),
        ("epitran:lit-Latn", "Vi\u0307\u0300lnius", "vʲ ɪ lʲ nʲ ʊ̟ s"),
        # A word that Turkish spells with its dotted capital.
        ("epitran:pol-Latn", "İzmir", "i z m i r"),
        # Sorani: the consonant ه, the vowel ە, and ه for it at the end of words.
        ("epitran:ckb-Arab", "هەر", "h ɛ ɾ"),
        ("epitran:ckb-Arab", "ئەمه", "ɛ m ɛ"),
        # Turkish circumflex.
        ("epitran:tur-Latn", "kâğıt", "c a ɰ ɯ t"),
        ("epitran:tur-Latn", "millî", "m i l l i"),
        # Marks in French and Dutch that Epitran's rules take for another letter's.
        ("epitran:fra-Latn", "même", "m ɛ m"),
        ("epitran:nld-Latn", "België", "b ɛ l ɣ i j ə"),
        # Tables that lacked letters, or had wrong ones.
        ("epitran:nya-Latn", "Malawi", "m a l a w i"),
        ("epitran:lsm-Latn", "omuundu", "o m uː n d u"),
        ("epitran:got-Latn", "Guþ", "ɡ u θ"),
        ("mapping:got-Goth", "𐌲𐌿𐌸", "ɡ u θ"),
        ("epitran:cjy-Latn", "ta", "tʰ a"),
        ("mapping:yue-Latn", "hoenggong", "h œː ŋ k ɔː ŋ"),
        ("mapping:shn-Mymr", "လိၵ်ႈ", "l i k"),
        ("mapping:shn-Mymr", "ၵၢင်", "k aː ŋ"),
        ("epitran:mya-Mymr", "ပါတီ", "p a t i"),
        ("epitran:ava-Cyrl", "гіадамал", "ʕ a d a m a l"),
        ("mapping:sag-Latn", "tënë", "t e n e"),
        ("epitran:quy-Latn", "Jesus", "h e s u s"),
        # Letters shaped for print.
        ("epitran:uig-Arab", "ﺋﯘﻳﻐﯘﺭ", "u j ʁ u r"),
    ],
)
def test_corrections(spec, word, segments):
    assert read(spec, word) == [unicodedata.normalize("NFD", segments)]


MARKED = {
    "espeak:he": ["יְרוּשָׁלַיִם", "דָּוִד", "יִשְׂרָאֵל"],
    "epitran:ara-Arab": ["مُحَمَد", "كِتَاب", "أَحمَد"],
    "epitran:fas-Arab": ["تِهران", "کِتاب"],
    "epitran:urd-Arab": ["پاکِستان", "مُلک"],
    "epitran:ckb-Arab": ["هەولِێر"],
    "epitran:uig-Arab": ["ئُۇيغۇر"],
    "epitran:aii-Syrc": ["ܫܠܵܡܵܐ", "ܒܲܝܬܵܐ", "ܡܸܠܬܵܐ"],
    "epitran:yor-Latn": ["Ìbàdàn", "Ọ̀ṣun", "Ṣàngó"],
    "epitran:hau-Latn": ["Kánò", "Sàkkwátò"],
    "epitran:lit-Latn": ["Vilnius", "Kaũnas"],
    "mapping:sag-Latn": ["bêafrîka"],
    "espeak:en-us": ["Lōndon", "Ōsaka"],
}
VOWELS_AND_MARKS = re.compile("[aeiouɑɒəɛɪɔʊæɨːˤ\u0300-\u036f]")


@pytest.mark.parametrize("spec,words", MARKED.items(), ids=MARKED)
def test_words_with_and_without_marks_have_the_same_consonants(spec, words):
    decomposed = [unicodedata.normalize("NFD", word) for word in words]
    bare = [unicodedata.normalize("NFC", OPTIONAL.sub("", w)) for w in decomposed]
    consonants = [
        [VOWELS_AND_MARKS.sub("", ipa) for ipa in read(spec, *forms)]
        for forms in (words, bare)
    ]
    assert [x.split() for x in consonants[0]] == [x.split() for x in consonants[1]]
    assert all(load_source(spec).reads(w) for w in words if "epitran" in spec)


def test_feature_tables_are_shared():
    sources = [EpitranSource("som-Latn"), EpitranSource("kin-Latn")]
    assert all(source._table._epitran.ft is feature_table() for source in sources)


@cache
def load_epitran(code):
    with shared_feature_table():
        from epitran.simple import SimpleEpitran

        return SimpleEpitran(code)


# Without corrections of ours; with rules before and after the look-up, and Hangul.
@pytest.mark.parametrize("code", ["sin-Sinh", "tgl-Latn", "kor-Hang", "tam-Taml"])
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


def test_old_korean_letters_are_left_alone(capfd):
    # The library that takes syllables apart writes to stderr of others, and raises.
    assert load_source("epitran:kor-Hang")(["\ua960\uac00\ud7b0"]) == ["\ua960ka\ud7b0"]
    assert capfd.readouterr() == ("", "")
