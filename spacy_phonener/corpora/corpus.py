from pathlib import Path
from typing import Callable, Iterable, Optional, Union

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Corpus, Example


def create_corpus(
    path: Union[str, Path],
    limit: int = 0,
    augmenter: Optional[Callable[[Language, Example], Iterable[Example]]] = None,
) -> "PhoneCorpus":
    """Read training examples from .spacy files.

    path (Union[str, Path]): A file, or a folder to search for files.
    limit (int): The most examples to read; 0: all.
    augmenter (Optional[Callable]): Makes more examples out of each.
    """
    if path is None:
        raise ValueError(
            "The corpus reader 'spacy_phonener.Corpus.v1' has no path. Give one on the "
            "command line: --paths.train corpus/eng/train.spacy "
            "--paths.dev corpus/eng/validation.spacy"
        )
    return PhoneCorpus(path, limit=limit, augmenter=augmenter)


class PhoneCorpus(Corpus):
    """spaCy's corpus reader, but the predicted doc keeps the reference's tokens (each
    is a name's or a word's pre-tokenized unit in WikiANN) and its language, which the
    phonemizer needs."""

    def _make_example(
        self, nlp: Language, reference: Doc, gold_preproc: bool
    ) -> Example:
        predicted = Doc(
            nlp.vocab,
            words=[token.text for token in reference],
            spaces=[bool(token.whitespace_) for token in reference],
        )
        predicted._.phonener_lang = reference._.phonener_lang
        return Example(predicted, reference)
