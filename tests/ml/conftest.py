import pytest
import torch
from spacy.language import Language
from spacy.util import fix_random_seed

from spacy_phonener.ml.lite import build_lite_encoder

from .encoders import ENCODERS, example, make_pipeline


@pytest.fixture(params=ENCODERS)
def encoder(request):
    return request.param


@pytest.fixture
def make(checkpoints):
    """Make a pipeline around an encoder, initialized."""

    def make(encoder: str, *, initialize: bool = True, **settings) -> Language:
        nlp = make_pipeline(encoder, str(checkpoints[encoder]), **settings)
        if initialize:
            fix_random_seed(0)
            nlp.initialize(lambda: [example(nlp)])
        return nlp

    return make


@pytest.fixture
def lite_encoder():
    torch.manual_seed(0)
    model = build_lite_encoder(width=16, word_width=24, hidden_width=8)
    model.initialize()
    return model
