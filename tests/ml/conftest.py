import pytest
from spacy.language import Language
from spacy.util import fix_random_seed

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
