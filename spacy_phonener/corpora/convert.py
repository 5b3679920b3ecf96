import hashlib
from collections import defaultdict
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Set, Tuple

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab
from tqdm import tqdm

from ..extensions import set_kind, set_lang, set_source
from ..saving import replaced
from .readers import READERS, Sentence, language_of, load_json, read_json
from .texts import Part, is_training, kind_of
from .wikiann import SUFFIXES, Split, known_splits, split_of


def read_corpus(path: Path, lang: Optional[str] = None) -> Dict[Part, List[Sentence]]:
    """Read a file, or all files `LANGUAGE/SPLIT.*` of a folder.

    On a terminal, a bar shows how far it is.

    path (Path): A file (.conll or .tsv, .parquet, .json) or a folder. Shards of one
        split (`train-00000-of-00002.parquet`) are put together.
    lang (Optional[str]): The language of a file. Defaults to its folder's name.
    RETURNS (Dict[Part, List[Sentence]]): Sentences by (language code, split).
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
    corpus: Dict[Part, List[Sentence]] = defaultdict(list)
    for file in tqdm(files, unit="file", leave=False, disable=None):
        code = language_of(file, lang).code
        if file.suffix == ".json":
            for split, sentences in read_json(file).items():
                corpus[code, split] += sentences
        else:
            corpus[code, split_of(file)] += READERS[file.suffix](file)
    return dict(corpus)


def drop_leaks(corpus: Dict[Part, List[Sentence]]) -> Dict[Part, int]:
    """Drop training sentences that are tested on.

    They stand word for word in the validation or test split of another language: names
    and templates recur across Wikipedias. Where either is running text, also of their
    own: WikiANN's own splits overlap, and are left as they were published.

    RETURNS (Dict[Part, int]): How many were dropped from each training split.
    """
    held_out: Dict[Tuple[str, ...], Set[Tuple[str, str]]] = defaultdict(set)
    for (code, split, *_), sentences in corpus.items():
        if not is_training(split):
            for tokens, _ in sentences:
                held_out[tuple(tokens)].add((code, kind_of(split)))
    dropped = {}
    for part, sentences in corpus.items():
        code, split, *_ = part
        if is_training(split):
            own = {(code, "fragment")} if kind_of(split) == "fragment" else set()
            kept = [s for s in sentences if held_out.get(tuple(s[0]), own) <= own]
            dropped[part] = len(sentences) - len(kept)
            corpus[part] = kept
    return dropped


def group_sources(
    corpus: Dict[Part, List[Sentence]],
) -> Dict[Split, Dict[str, List[Sentence]]]:
    """Put the sources of running text together, by split: a file each.

    RETURNS (Dict[Split, Dict[str, List[Sentence]]]): The sentences of each source; ""
        where there is no more than one.
    """
    splits: Dict[Split, Dict[str, List[Sentence]]] = defaultdict(dict)
    for (code, split, *source), sentences in corpus.items():
        splits[code, split]["".join(source)] = sentences
    return dict(splits)


def content_hash(sentences: Iterable[Sentence]) -> str:
    """Make a SHA-256 over tokens and tags, the same for every file format."""
    digest = hashlib.sha256()
    for tokens, tags in sentences:
        for token, tag in zip(tokens, tags):
            digest.update(f"{token}\t{tag}\n".encode())
        digest.update(b"\n")
    return digest.hexdigest()


def about_corpus(corpus: Dict[Part, List[Sentence]], source: str) -> Dict[str, Any]:
    """Say what a corpus is, for its about.json.

    source (str): Where it was read from.
    RETURNS (Dict[str, Any]): For each "language/split" its kind of text, its source, its
        number of sentences, its content hash, and whether it is WikiANN as the published
        figures were measured on (None: it is of another length, so nobody expects that).
    """
    about = {}
    for (code, split), sources in group_sources(corpus).items():
        sentences = list(chain.from_iterable(sources.values()))
        digest = content_hash(sentences)
        expected = known_splits().get(f"{code}/{split}", {})
        same_length = expected.get("sentences") == len(sentences)
        about[f"{code}/{split}"] = {
            "kind": kind_of(split),
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
# And what it says since there is running text.
NEW: Dict[str, Any] = {"kind": str, "sources": dict}


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
    if not isinstance(data, dict) or not ABOUT.keys() <= data.keys():
        return False
    kinds = {**ABOUT, **NEW}
    return all(isinstance(data[name], kinds[name]) for name in kinds & data.keys())


def write_docbin(
    sentences: Iterable[Sentence],
    lang: str,
    path: Path,
    *,
    kind: str = "fragment",
    sources: Iterable[Optional[str]] = repeat(None),
) -> None:
    """Write gold docs to a .spacy file, whole or not at all.

    lang (str): The language code that each doc carries in `doc._.phonener_lang`.
    kind (str): The kind of text, in `doc._.phonener_kind`.
    sources (Iterable[Optional[str]]): The source of each sentence, in
        `doc._.phonener_source`.
    """
    vocab = Vocab()
    docbin = DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for (tokens, tags), source in zip(sentences, sources):
        doc = Doc(vocab, words=tokens, ents=tags)
        set_lang(doc, lang)
        set_kind(doc, kind)
        set_source(doc, source)
        docbin.add(doc)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replaced(path) as new:
        docbin.to_disk(new)
