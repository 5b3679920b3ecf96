"""What the tests of pretrained encoders have in common."""

import spacy
import torch
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from transformers import AutoModel, AutoTokenizer

from spacy_phonener.ml.transformer import get_shim

from ..checkpoints import SAVE
from ..conftest import SENTENCE, SENTENCE_TAGS, read_doc, read_example

ENCODERS = list(SAVE)


SENTENCES = [
    "Nelson Mandela visited London .",
    "The Beatles played in Hamburg before London made them famous .",
    "A",
    "UNESCO is in Paris",
]


def make_pipeline(encoder: str, name: str, *, units: str = "all", **settings):
    nlp = spacy.blank("xx")
    architecture = "TransformerEncoder"
    if encoder == "xphonebert":
        architecture = "XPhoneBERT"
        nlp.add_pipe("phonemizer", config={"stress": True})
    elif settings.get("phonemes"):
        nlp.add_pipe("phonemizer")
    model = {
        "@architectures": "spacy_phonener.PhoneTagger.v1",
        "encoder": {
            "@architectures": f"spacy_phonener.{architecture}.v1",
            "name": name,
            **settings,
        },
    }
    nlp.add_pipe("phonener", config={"model": model, "units": units})
    return nlp


def read(nlp: Language, text: str) -> Doc:
    return read_doc(nlp, text.split() or ["A"])


def example(nlp: Language, text: str = SENTENCE) -> Example:
    tags = SENTENCE_TAGS if text == SENTENCE else ["O"] * len(text.split())
    return read_example(nlp, text.split(), tags)


def update(nlp: Language, text: str = SENTENCE, sgd=None, **kwargs) -> None:
    phonener = nlp.get_pipe("phonener")
    phonener.update([example(nlp, text)], sgd=sgd, **kwargs)


def scores(nlp: Language, docs):
    """The scores of units, and the token of each."""
    return nlp.get_pipe("phonener").model.predict(docs)


def shim(nlp: Language):
    return get_shim(nlp.get_pipe("phonener").model.get_ref("encoder"))


def transformer(nlp: Language):
    return shim(nlp)._model


def weights(nlp: Language):
    return {k: v.clone() for k, v in transformer(nlp).state_dict().items()}


def switch_dropout_off(nlp: Language) -> None:
    for module in transformer(nlp).modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if hasattr(module, "dropout_prob"):
            module.dropout_prob = 0.0


def plain_ids(encoder: str, folder, doc: Doc):
    """What a tutorial would feed to the model."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    words = [token.text for token in doc]
    if encoder == "xphonebert":
        phonemes = " ▁ ".join(" ".join(token._.phonemes) for token in doc).split()
        return tokenizer.convert_tokens_to_ids(["<s>", *phonemes, "</s>"])
    if encoder == "canine":
        return tokenizer(" ".join(words))["input_ids"]
    return tokenizer(words, is_split_into_words=True)["input_ids"]


def plain_scores(nlp: Language, folder, ids, length: int = 0):
    """transformers' forward pass, then a linear layer."""
    model = AutoModel.from_pretrained(folder).eval()
    pads = max(0, length - len(ids))
    with torch.no_grad():
        hidden = model(
            input_ids=torch.tensor([ids + [shim(nlp).input_format.padding] * pads]),
            attention_mask=torch.tensor([[1] * len(ids) + [0] * pads]),
        ).last_hidden_state[0, : len(ids)]
    linear = nlp.get_pipe("phonener").model.get_ref("output_layer").layers[0]
    return hidden.numpy() @ linear.get_param("W").T + linear.get_param("b")
