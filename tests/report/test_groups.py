from spacy_phonener.report.groups import seen_groups


def test_what_an_encoder_has_seen():
    xphonebert = seen_groups("XPhoneBERT")
    assert len(xphonebert["seen"]) == 12 and "bel" in xphonebert["seen"]
    assert len(xphonebert["unseen"]) == 8 + 13
    assert set(seen_groups("XLM-R")["seen"]) >= {"sin", "som", "uig"}
    # An encoder that was never pretrained.
    assert {name: len(codes) for name, codes in seen_groups(None).items()} == {
        "unseen": 33
    }
