"""Which source has read a word?"""

from spacy_phonener.languages import UNDETERMINED, get_language
from spacy_phonener.pipeline.phonemizer import Phonemizer
from spacy_phonener.pipeline.word_sources import WordSource, find_word_sources

OWN = WordSource("own", "som", "epitran:som-Latn")
ENGLISH = WordSource("default", "eng", "espeak:en-us")
RUSSIAN = WordSource("default", "rus", "epitran:rus-Cyrl")
KEPT = WordSource("nobody", None, None)


def sources(words, lang, **settings):
    lang = get_language(lang) if isinstance(lang, str) else lang
    found = find_word_sources(Phonemizer(**settings), words.split(), lang)
    assert list(found) == words.split()
    return list(found.values())


def test_own_foreign_and_unread_words():
    """Somali has no p, v or z."""
    assert sources("Muqdisho revolution Москва", "som") == [[OWN], [ENGLISH], [RUSSIAN]]
    assert sources("東京 ᚁ 12 .", "som") == [[KEPT], [KEPT], [], []]
    assert sources("XamarМосква2", "som") == [[OWN, RUSSIAN]]
    assert sources("Москва", "som", scripts={"Latn": "eng"}) == [[KEPT]]


def test_how_letters_sound_in_most_languages():
    general = WordSource("general", "und-Cyrl", "mapping:und-Cyrl")
    assert sources("Москва Қазақ", "rus") == [
        [RUSSIAN._replace(whose="own")],
        [general],
    ]


def test_without_a_language_each_script_has_its_default():
    for none in (None, UNDETERMINED):
        assert sources("Muqdisho Москва", none) == [[ENGLISH], [RUSSIAN]]


def test_a_source_and_a_language_of_the_users_own():
    def read_aloud(words):
        return ["a" if word == "Tarawa" else "" for word in words]

    phonemizer = Phonemizer(g2p={"gil-Latn": read_aloud, "som": read_aloud})
    own = find_word_sources(
        phonemizer, ["Tarawa", "revolution"], phonemizer.get_language("gil")
    )
    assert own["Tarawa"] == [WordSource("own", "gil", "read_aloud")]
    assert own["revolution"] == [ENGLISH]
    somali = find_word_sources(phonemizer, ["Tarawa", "Xamar"], get_language("som"))
    assert somali == {"Tarawa": [OWN._replace(source="read_aloud")], "Xamar": [OWN]}
