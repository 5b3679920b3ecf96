import pytest

from spacy_phonener.articulatory import articulatory_features, sound_class


def test_no_phoneme_is_blank():
    # Clicks and ejectives do not occur in English.
    for segment in ["ǃ", "pʼ", "ɓ", "ʈ͡ʂ", "ɚ"]:
        features = articulatory_features(segment)
        assert features[-1] == 1 and any(features[:-1])
    assert not any(articulatory_features("8"))


@pytest.mark.parametrize(
    "ipa,classes",
    [
        ("a r x e n t i n a", "RKNTN"),  # Spanish
        ("ʔ r ɡ n t i n h", "RKNTN"),  # Hebrew, which hardly writes vowels
        ("t͡ʃ a j n ə", "SJN"),
        ("w ɔ ʃ ɪ ŋ t ə n", "WSNTN"),
        ("v a ʃ i ŋ t o n", "WSNTN"),
        ("l ʌ n d ə n", "RNTN"),
        ("1 9 8 4", "1984"),
    ],
)
def test_sound_classes(ipa, classes):
    assert "".join(map(sound_class, ipa.split())) == classes
