"""What a pipeline is trained on, which training itself writes into its meta."""

from collections import Counter
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from spacy.language import Language
from spacy.training.corpus import FILE_TYPE, walk_corpus
from spacy.util import dot_to_object, load_meta
from spacy.vocab import Vocab
from thinc.api import Config

from ..extensions import get_lang, get_source
from .convert import read_about
from .corpus import load_docbin, read_docs
from .multilingual import find_files
from .texts import RUNNING_TEXT

# The folder that the hand-made sample is in, and its name in an about.json.
SAMPLE = "sample"
# Of the meta.
KEY = "training_data"


def create_recorder(base: Optional[str] = None) -> Callable[[Language], Language]:
    """Make a callback that writes into a pipeline's meta what it is trained on.

    For `training.before_to_disk`. The data are looked at once, when the pipeline is first
    saved: before the first step.

    base (Optional[str]): The folder of the pipeline that it goes on from, whose data it
        was trained on, too.
    """
    data: Dict[str, Dict[str, Any]] = {}

    def record_data(nlp: Language) -> Language:
        if not data:
            if base is not None:
                data.update(load_meta(Path(base) / "meta.json").get(KEY) or {})
            for split, row in training_data(nlp.config.interpolate()).items():
                # Of what it goes on with it may read a part only.
                if split not in data or row["sentences"] > data[split]["sentences"]:
                    data[split] = row
        nlp.meta[KEY] = data
        return nlp

    return record_data


def training_data(config: Config) -> Dict[str, Dict[str, Any]]:
    """Say what a config trains on, by the file: "language/split".

    The corpus's about.json says what a file is, if it knows one of so many sentences.

    RETURNS (Dict[str, Dict[str, Any]]): The source of each; whether it is WikiANN as in
        `about_corpus`; its languages; its number of sentences, and of each source's; the
        most that an epoch reads of it (0: all). It is empty for corpus readers other than
        this package's.
    """
    reader = dot_to_object(config, config["training"]["train_corpus"])
    return {
        "/".join(file.with_suffix("").parts[-2:]): {**_about_file(file), "limit": limit}
        for file, limit in _files(reader)
    }


def _files(reader: Dict[str, Any]) -> Iterator[Tuple[Path, int]]:
    name, path = reader.get("@readers"), Path(reader.get("path") or "")
    if name == "spacy_phonener.Corpus.v1":
        for file in walk_corpus(path, FILE_TYPE):
            yield file.absolute(), reader.get("limit", 0)
    elif name == "spacy_phonener.MultilingualCorpus.v1":
        yield from find_files(
            path.absolute(),
            reader.get("split", "train"),
            reader["sentences"],
            reader.get("texts"),
            reader.get("other_texts", 0),
        )


def _about_file(file: Path) -> Dict[str, Any]:
    sentences = len(load_docbin(file))
    lang = file.parent.name
    about = read_about(file.parent.parent / "about.json").get(f"{lang}/{file.stem}")
    if about and about["converted"] == sentences:
        return {
            "source": about["source"],
            "wikiann": about["wikiann"],
            "languages": [lang],
            "sentences": sentences,
            "sources": about.get("sources", {}),
        }
    docs = list(read_docs(file, Vocab()))
    return {
        "source": file.name,
        "wikiann": None,
        "languages": sorted({str(get_lang(doc)) for doc in docs}),
        "sentences": sentences,
        "sources": Counter(source for doc in docs if (source := get_source(doc))),
    }


def is_sample(data: Dict[str, Dict[str, Any]]) -> bool:
    """Tell whether training data have the hand-made sample among them."""
    return any(row["source"] == SAMPLE and not row["wikiann"] for row in data.values())


def name_splits(data: Dict[str, Dict[str, Any]]) -> Dict[str, str]:
    """Name training data in words, by the file."""
    return {split: _name_split(split, row) for split, row in data.items()}


def _name_split(split: str, row: Dict[str, Any]) -> str:
    name = "WikiANN" if row["wikiann"] else row["source"]
    langs = row["languages"]
    of = "" if split.startswith(f"{langs[0]}/") else f" ({', '.join(langs)})"
    if row["source"] == RUNNING_TEXT:
        parts = [f"{source} {n}" for source, n in row["sources"].items()]
        of += f" ({', '.join(parts)})"
    drawn = f", {row['limit']} an epoch" if 0 < row["limit"] < row["sentences"] else ""
    return f"{name}, {split}{of}, {row['sentences']} sentences{drawn}"


def summarize(data: Dict[str, Dict[str, Any]]) -> str:
    """Name training data in a line."""
    if len(data) == 1:
        return next(iter(name_splits(data).values()))
    langs = sorted({lang for row in data.values() for lang in row["languages"]})
    sources = {"WikiANN" if r["wikiann"] else r["source"] for r in data.values()}
    return (
        f"{', '.join(sorted(sources))}, {len(langs)} languages ({', '.join(langs)}; see "
        "sources)"
    )
