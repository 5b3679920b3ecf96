"""Raw text in every script: each mark alone, each word whole, nothing lost."""

import builtins
import pickle

import pytest
import regex
import spacy
from hypothesis import given
from hypothesis import strategies as st

from spacy_phonener.languages import default_scripts
from spacy_phonener.pipeline import tokenizer as tokenizer_module
from spacy_phonener.pipeline.constraints import is_address
from spacy_phonener.pipeline.tokenizer import make_tokenizer
from spacy_phonener.scripts import has_letter

NLP = spacy.blank("xx")
NLP.tokenizer = make_tokenizer(NLP)

# Tokens with blanks between them; the text is the same without those before a "⁀".
LINES = """
ባህር ዳር ⁀።
« ⁀ሰላም ⁀፣ ዓለም ⁀፤ ⁀»
ሀ ⁀፡ ⁀ለ ⁀፥ ⁀መ ⁀፦ ⁀ረ
Հայաստան ⁀։ Ինչպե՞ս ես ⁀՝ լավ ⁀՞
မြန်မာနိုင်ငံ ⁀၊ ရန် ⁀ကုန် ⁀။
ភ្នំពេញ ⁀។ កម្ពុជា ⁀៕ ⁀៖
ܐܬܘܪ ⁀܀ ܐܪܒܝܠ ⁀܂
བོད་ལྗོངས ⁀།
काठमाडौं ⁀। पोखरा ⁀॥
ঢাকা ⁀। কলকাতা ⁀?
ਅੰਮ੍ਰਿਤਸਰ ⁀।
ગુજરાત ⁀, અમદાવાદ ⁀.
ଓଡ଼ିଶା ⁀। କଟକ ⁀!
சென்னை ⁀. மதுரை ⁀:
హైదరాబాదు ⁀. తెలంగాణ ⁀,
ಬೆಂಗಳೂರು ⁀. ಮೈಸೂರು ⁀;
കേരളം ⁀. ഇന്ത്യ ⁀.
ශ්‍රී ලංකාව ⁀. කොළඹ ⁀?
თბილისი ⁀. საქართველო ⁀.
القاهرة ⁀، مصر ⁀؛ نعم ⁀؟ پاکستان ⁀۔
ירושלים ⁀, צה"ל ⁀. צה״ל ⁀; בית ⁀־ ⁀ספר
Αθήνα ⁀· Ελλάδα ⁀; « ⁀Κρήτη ⁀»
Москва ⁀. Тоҷикистонӣ ⁀. Ю. А. Гагарин ⁀, т.е. он
ߒߞߏ ⁀߹ ߡߊ߬ߟߌ ⁀߸
ᠮᠣᠩᠭᠣᠯ ⁀᠃
𐌲𐌿𐍄𐌰 ⁀.
ކާށިދޫ ⁀، މާލެ ⁀؟ ރާއްޖެ ⁀.
ལྷ་ས ⁀༏ བོད ⁀་ ⁀༎
ᱥᱟᱱᱛᱟᱲᱤ ⁀᱾ ᱚᱲᱤᱥᱟ ⁀᱿
ᐃᖃᓗᐃᑦ ⁀᙮ ᓄᓇᕗᑦ ⁀, ᓄᓇᕕᒃ ⁀.
ᏣᎳᎩ ⁀. ᎠᏰᎵ ⁀? " ⁀ꮳꮃꭹ ⁀"
서울 ⁀, 대한민국 ⁀.
東京 ⁀、 ⁀日本 ⁀。
さくら ⁀。 トウキョウ ⁀。
กรุงเทพ ⁀( ⁀ไทย ⁀)
ວຽງຈັນ ⁀.
Jean-Claude Juncker met Marie-Louise ⁀.
O'Neill Ng'ang'a l'Italie Londra'da w'u oʻzbek o`zbek O’Brien
Ku'uipo ʻOkina ⁀, ʼAbd loʼ ⁀, loʻ ⁀. lo ⁀' Qapla ⁀’
U.S. ⁀, U.S.A. e.g. a.m. J. R. R. Tolkien ⁀.
Japan ⁀. John London ⁀. ⁀Next
1,000.50 3.14 ⁀, 3,5 12:30 ⁀.
978 ⁀- ⁀3 ⁀- ⁀16 ⁀- ⁀148410 ⁀- ⁀0 1990 ⁀– ⁀1995 10 ⁀- ⁀12
COVID-19 A-10 19-year-old
50 ⁀% $ ⁀100 20 ⁀° ⁀C № ⁀5 § ⁀7 - ⁀5 + ⁀3
https://example.com/a?b=c ⁀, www.example.org ⁀.
a.b@example.org ⁀; ( ⁀a@b.co ⁀)
@user ⁀, #tag ⁀! ( ⁀#two_words ⁀) @a-b
👍🏽 ⁀🇱🇰 ⁀👨‍👩‍👧 hi ⁀👍 ⁀👍 1️⃣
🏴󠁧󠁢󠁷󠁬󠁳󠁿 ⁀! ❤️ ⁀.
London ⁀</b '' ⁀[[ ⁀Paris ⁀]] ⁀'' <b> ⁀Rome ⁀</b>
== Heading == {{ ⁀cite ⁀}} * item
co­operate a​b ​ می‌خواهم
AT&T R&B C++ snake_case EU:n l·l
" ⁀Quoted ⁀" “ ⁀q ⁀” ‘ ⁀q ⁀’ „ ⁀q ⁀“ ‹ ⁀q ⁀›
wait ⁀... what ⁀? ⁀! yes ⁀!! well ⁀…
and ⁀/ ⁀or 50km ⁀/ ⁀h a ⁀= ⁀b x ⁀< ⁀y
Paris ⁀— ⁀Rome ⁀– ⁀Oslo Paris ⁀, ⁀Rome
( ⁀[ ⁀a ⁀] ⁀) ( ⁀x ⁀) ⁀: y
नेपाल-भारत L'Haÿ-les-Roses Mandela ⁀'s Mandela ⁀’s
Celtic F.C. or George W. ⁀, Karl V. d'A. ⁀, 42C ⁀. A ⁀/ ⁀S ⁀. AT&T ⁀.
Լ ⁀. Ի ⁀. Բրեժնև
ช่วง ⁀ธ.ค. 61 ไทย ⁀- ⁀ลาว
మద్రాస్‌ ⁀. లిమిటెడ్ ⁀‎ ⁀. വലിയ ⁀‌ ⁀, ﻿ ⁀Paris ⁀‏
ក្នុង ⁀​ ⁀គ.ស.
Google ⁀+ 100 ⁀+
""".strip("\n").split("\n")


@pytest.mark.parametrize("line", LINES)
def test_tokens(line):
    pytest.importorskip("icu4py")
    text = regex.sub(" ?⁀", "", line)
    doc = NLP(text)
    expected = [token.strip("⁀") for token in line.split(" ")]
    assert [token.text for token in doc] == expected
    assert doc.text == text


def test_every_script_of_the_table_has_a_line():
    written = "".join(LINES)
    for script in default_scripts():
        assert regex.search(rf"\p{{Script={script}}}", written), script


def check(text, tokenizer=NLP.tokenizer):
    doc = tokenizer(text)
    assert doc.text == text
    for token in doc:
        assert token.text and text[token.idx : token.idx + len(token)] == token.text


@given(st.text())
def test_no_text_is_changed(text):
    check(text)


ASSIGNED = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)]))
LETTERS = {
    script: regex.findall(rf"\p{{Script={script}}}", ASSIGNED)
    for script in sorted(default_scripts())
}


@given(st.data())
def test_no_text_of_a_script_is_changed(data):
    letters = LETTERS[data.draw(st.sampled_from(list(LETTERS)))]
    characters = st.sampled_from([*letters, *"  .,'-’:@#/()[]\"\n\u200d\u200b1👍"])
    check("".join(data.draw(st.lists(characters, max_size=40))))


# What a word can begin and end with; then the dots of abbreviations, and joiners.
BEGIN = regex.compile(r"[\p{L}\p{M}\p{N}]")
END = regex.compile(
    r"(?r)(?:[\p{L}\p{M}\p{N}]|(?:^|[.'’‘`´＇\p{Pd}])\p{L}\p{M}*\.|\p{ccc=Virama}[\u200C\u200D]\p{Cf}*)$"
)


@given(
    st.one_of(
        st.text(),
        st.text("aBcé12.,'-’:@#/()[]\"+&_\u200d\u200b\u200e\u00adక్ไทยธคក 👍\ue000"),
    )
)
def test_no_entity_begins_or_ends_with_a_mark(text):
    for token in NLP.tokenizer(text):
        if has_letter(token.text) and not (is_address(token.text) or token.like_email):
            assert BEGIN.match(token.text) and END.search(token.text)


def test_time_follows_the_text():
    for text in (
        "a" * 100_000,
        "." * 100_000,
        "a'" * 50_000,
        "🇱🇰" * 20_000,
        "ไทย" * 9999,
        "ธ.ค." * 9999,
        "a" + "\u200d" * 100_000 + "b",
    ):
        check(text)


def test_saved_and_loaded(tmp_path):
    text = "Nelson Mandela visited London. co-op!"
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": TOKENIZER}})
    nlp.tokenizer.add_special_case("co-op!", [{"ORTH": "co-op"}, {"ORTH": "!"}])
    expected = [token.text for token in nlp(text)]
    nlp.to_disk(tmp_path)
    for other in (
        spacy.load(tmp_path),
        spacy.blank("xx", config={"nlp": {"tokenizer": TOKENIZER}}).from_bytes(
            nlp.to_bytes()
        ),
        pickle.loads(pickle.dumps(nlp)),
    ):
        assert [token.text for token in other(text)] == expected
        assert [token.text for token in other("ባህር ዳር።")] == ["ባህር", "ዳር", "።"]


TOKENIZER = {"@tokenizers": "spacy_phonener.Tokenizer.v1"}


def test_without_icu_there_is_one_warning(monkeypatch):
    def import_module(name, *args, **kwargs):
        if name.startswith("icu4py"):
            raise ImportError(name)
        return original(name, *args, **kwargs)

    original = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", import_module)
    tokenizer_module.load_breaker.cache_clear()
    tokenizer = make_tokenizer(spacy.blank("xx"))
    with pytest.warns(UserWarning, match=r"spacy-phonener\[icu\]") as warnings:
        docs = [tokenizer("ผมรักเมืองไทย"), tokenizer("ພາສາລາວ")]
    assert [len(doc) for doc in docs] == [1, 1] and len(warnings) == 1
    tokenizer_module.load_breaker.cache_clear()


def test_a_pipeline_of_ones_own_keeps_its_tokenizer(trained):
    nlp = spacy.blank("en")
    nlp.add_pipe("phonemizer", source=trained)
    nlp.add_pipe("phonener", source=trained)
    assert [token.text for token in nlp("Jean-Claude")] == ["Jean", "-", "Claude"]
