import hashlib
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Set, Tuple

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab
from tqdm import tqdm

from ..extensions import set_lang
from ..languages import LanguageEntry, find_language, get_language
from ..saving import replaced
from .readers import Sentence, load_json, read_conll, read_json, read_parquet
from .wikiann import SUFFIXES, Split, known_splits, split_of


def read_corpus(path: Path, lang: Optional[str] = None) -> Dict[Split, List[Sentence]]:
    """Read a file, or all files `LANGUAGE/SPLIT.*` of a folder.

    On a terminal, a bar shows how far it is.

    path (Path): A file (.conll or .tsv, .parquet, .json) or a folder. Shards of one
        split (`train-00000-of-00002.parquet`) are put together.
    lang (Optional[str]): The language of a file. Defaults to its folder's name.
    RETURNS (Dict[Split, List[Sentence]]): Sentences by (language code, split).
    """
    if path.is_dir():
        files = sorted(f for f in path.glob("*/*") if f.suffix in SUFFIXES)
        if not files:
            raise ValueError(
                f"There is no LANGUAGE/SPLIT{'|'.join(SUFFIXES)} in {path}."
            )
    elif path.suffix in SUFFIXES:
        files = [path]
    else:
        raise ValueError(
            f"{path} is neither a folder nor a {', '.join(SUFFIXES)} file."
        )
    corpus: Dict[Split, List[Sentence]] = defaultdict(list)
    for file in tqdm(files, unit="file", leave=False, disable=None):
        code = _language(file, lang).code
        if file.suffix == ".json":
            for split, sentences in read_json(file).items():
                corpus[code, split] += sentences
        else:
            reader = read_parquet if file.suffix == ".parquet" else read_conll
            corpus[code, split_of(file)] += reader(file)
    return dict(corpus)


def _language(file: Path, lang: Optional[str]) -> LanguageEntry:
    name = lang or file.parent.resolve().name
    if lang is None and find_language(name) is None:
        raise ValueError(
            f"Which language is {file} in? Its folder's name '{name}' is no known "
            "language. Name it with --lang."
        )
    return get_language(name)


def drop_leaks(corpus: Dict[Split, List[Sentence]]) -> Dict[Split, int]:
    """Drop training sentences that test other languages.

    They stand word for word in the validation or test split of another language: names
    and templates recur across Wikipedias.

    RETURNS (Dict[Split, int]): How many were dropped from each training split.
    """
    held_out: Dict[Tuple[str, ...], Set[str]] = defaultdict(set)
    for (code, split), sentences in corpus.items():
        if split != "train":
            for tokens, _ in sentences:
                held_out[tuple(tokens)].add(code)
    dropped = {}
    for (code, split), sentences in corpus.items():
        if split == "train":
            kept = [s for s in sentences if held_out.get(tuple(s[0]), {code}) <= {code}]
            dropped[code, split] = len(sentences) - len(kept)
            corpus[code, split] = kept
    return dropped


def content_hash(sentences: Iterable[Sentence]) -> str:
    """Make a SHA-256 over tokens and tags, the same for every file format."""
    digest = hashlib.sha256()
    for tokens, tags in sentences:
        for token, tag in zip(tokens, tags):
            digest.update(f"{token}\t{tag}\n".encode())
        digest.update(b"\n")
    return digest.hexdigest()


def about_corpus(corpus: Dict[Split, List[Sentence]], source: str) -> Dict[str, Any]:
    """Say what a corpus is, for its about.json.

    source (str): Where it was read from.
    RETURNS (Dict[str, Any]): For each "language/split" its source, its number of
        sentences, its content hash, and whether it is WikiANN as the published figures
        were measured on (None: it is of another length, so nobody expects that).
    """
    about = {}
    for (code, split), sentences in corpus.items():
        digest = content_hash(sentences)
        expected = known_splits().get(f"{code}/{split}", {})
        same_length = expected.get("sentences") == len(sentences)
        about[f"{code}/{split}"] = {
            "source": source,
            "sentences": len(sentences),
            "sha256": digest,
            "wikiann": expected["sha256"] == digest if same_length else None,
        }
    return about


# What about.json says of each split.
ABOUT: Dict[str, Any] = {
    "source": str,
    "sentences": int,
    "sha256": str,
    "wikiann": (bool, type(None)),
    "converted": int,
    "dropped": int,
}


def read_about(path: Path) -> Dict[str, Dict[str, Any]]:
    """Read an about.json: empty if there is none.

    RAISES (ValueError): If it is not what `convert` writes.
    """
    about = load_json(path) if path.exists() else {}
    splits = about.values() if isinstance(about, dict) else [None]
    if not all(map(_is_about_split, splits)):
        raise ValueError(
            f"{path} is not what `phonener convert` writes. Delete it, and convert the "
            "corpus again."
        )
    return about


def _is_about_split(data: Any) -> bool:
    return isinstance(data, dict) and all(
        name in data and isinstance(data[name], kind) for name, kind in ABOUT.items()
    )


def write_docbin(sentences: Iterable[Sentence], lang: str, path: Path) -> None:
    """Write gold docs to a .spacy file, whole or not at all.

    lang (str): The language code that each doc carries in `doc._.phonener_lang`.
    """
    vocab = Vocab()
    docbin = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for tokens, tags in sentences:
        doc = Doc(vocab, words=tokens, ents=tags)
        set_lang(doc, lang)
        docbin.add(doc)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as new:
        docbin.to_disk(new)
