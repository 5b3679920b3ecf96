from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple, Union

import numpy
import srsly
from spacy import util
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch

from ..extensions import get_kind, token_keys
from ..hashed_table import dump_hashed_table
from ..languages import resolve_language
from ..lru import LONGEST, LRUCache
from ..saving import reading, replaced
from ..stream_counts import StreamCounts
from ..word_classes import (
    NO_LIST,
    find_classes,
    load_wordfreq,
    make_table,
    restore_table,
)
from ..word_lists import find_word_lists, read_word_list
from .doc_language import language_code

Table = numpy.ndarray
# How many words' classes to keep in memory.
CACHE_SIZE = 100_000


@Language.factory(
    "commonness",
    assigns=["token._.commonness"],
    default_config={"lists": None, "count_batch": False},
)
def make_commonness(
    nlp: Language, name: str, lists: Optional[Union[str, Path]], count_batch: bool
) -> "Commonness":
    """Make a component that says how common words are.

    lists (Optional[Union[str, Path]]): Folder of word lists, CODE.tsv: a word, a tab and
        log10 of its frequency per billion words a line. They count more than those that
        a saved pipeline has.
    count_batch (bool): Where there are enough of them, count the words of the texts
        themselves, which tells more than a list: those of a stream (`nlp.pipe`) up to
        the batch that a text is in, in each process by itself.
    """
    return Commonness(name, lists=lists, count_batch=count_batch)


class Commonness(Pipe):
    """Set `token._.commonness`: how common each token's word is in its language.

    A class: 0 where the language has no list, 1 where the word is not in it, 2 to 6 from
    rare to common. They are counted in the texts at hand, if those are enough; else
    looked up in the list of the language: the user's own, else the pipeline's, else
    wordfreq's if that is installed.
    """

    def __init__(
        self,
        name: str = "commonness",
        *,
        lists: Optional[Union[str, Path]] = None,
        count_batch: bool = False,
    ):
        self.name = name
        self.lists = lists
        self.count_batch = count_batch
        # Where a pipeline is loaded, the folder may be gone: its tables were saved.
        is_there = lists is not None and Path(lists).is_dir()
        self._own: Dict[str, Table] = read_tables(Path(lists)) if is_there else {}  # type: ignore[arg-type]
        self._saved: Dict[str, Table] = {}
        self._wordfreq: Dict[str, Optional[Table]] = {}
        self._cache: LRUCache[Tuple[str, str], int] = LRUCache(CACHE_SIZE)

    @property
    def languages(self) -> List[str]:
        """The codes of the languages that the pipeline itself has lists of."""
        return sorted({**self._saved, **self._own})

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Optional[Language] = None,
        lists: Optional[Union[str, Path]] = None,
    ) -> None:
        """Take word lists into the pipeline, which is saved with them.

        lists (Optional[Union[str, Path]]): Folder of word lists, CODE.tsv.
        RAISES (FileNotFoundError): If there is no such folder.
        """
        if lists is not None:
            if not Path(lists).is_dir():
                raise no_folder(lists)
            self._saved.update(read_tables(Path(lists)))
            self._cache.clear()

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Set the classes of the tokens of a stream of docs."""
        counts = StreamCounts()
        handle_error = self.get_error_handler()
        for batch in minibatch(stream, batch_size):
            docs: List[Doc] = []
            codes: List[str] = []
            for doc in batch:
                try:
                    codes.append(self._language_of(doc))
                    docs.append(doc)
                except Exception as err:
                    handle_error(self.name, self, [doc], err)
            self._set_classes(docs, codes, counts)
            yield from docs

    def __call__(self, doc: Doc) -> Doc:
        """Set the classes of the tokens that have none.

        RAISES (ValueError): If `doc._.phonener_lang` cannot be the name of a language.
        """
        self._set_classes([doc], [self._language_of(doc)], StreamCounts())
        return doc

    def _language_of(self, doc: Doc) -> str:
        if self.lists is not None and not self._own and not self._saved:
            raise no_folder(self.lists)
        return language_code(doc)

    def _set_classes(
        self, docs: List[Doc], codes: List[str], counts: StreamCounts
    ) -> None:
        # Fragments have no words to count: they are names.
        groups: Dict[Tuple[str, bool], List[Doc]] = defaultdict(list)
        for doc, code in zip(docs, codes):
            is_text = get_kind(doc) == "text"
            groups[code, self.count_batch and is_text].append(doc)
        for (code, is_counted), code_docs in groups.items():
            words = [[token.text for token in doc] for doc in code_docs]
            distinct = set().union(*words)
            if is_counted:
                for doc_words in words:
                    counts.add(code, doc_words)
            if is_counted and counts.are_enough(code):
                classes = counts.classes(code, distinct)
            elif (table := self.find_table(code)) is not None:
                classes = self._look_up(code, table, distinct)
            else:
                classes = {}
            for doc, doc_words in zip(code_docs, words):
                for key, word in zip(token_keys(doc, "commonness"), doc_words):
                    doc.user_data.setdefault(key, classes.get(word, NO_LIST))

    def _look_up(self, code: str, table: Table, words: Iterable[str]) -> Dict[str, int]:
        known = {word: self._cache.get((code, word)) for word in words}
        classes = {word: cls for word, cls in known.items() if cls is not None}
        new = [word for word in known if word not in classes]
        for word, cls in zip(new, find_classes(table, new)):
            classes[word] = cls
            if len(word) <= LONGEST:
                self._cache[code, word] = cls
        return classes

    def find_table(self, code: str) -> Optional[Table]:
        """Get the table of a language, if there is one.

        code (str): The language's; with a script ("uzb-Cyrl"), its list for all scripts
            counts too.
        """
        for name in dict.fromkeys((code, code.partition("-")[0])):
            for tables in (self._own, self._saved):
                if name in tables:
                    return tables[name]
        if code not in self._wordfreq and (lang := resolve_language(code)):
            self._wordfreq[code] = load_wordfreq(code, lang.codes)
        return self._wordfreq.get(code)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Dump the tables, the user's own too: hashes, no words."""
        return util.to_bytes({"tables": self._dump}, exclude)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Commonness":
        util.from_bytes(data, {"tables": self._restore}, exclude)
        return self

    def to_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = ()) -> None:
        """Like `to_bytes`, as a file in a folder."""
        with replaced(Path(path)) as new:
            write = {"tables": lambda file: file.write_bytes(self._dump())}
            util.to_disk(new, write, exclude)

    def from_disk(
        self, path: Union[str, Path], *, exclude: Iterable[str] = ()
    ) -> "Commonness":
        def restore(file: Path) -> None:
            self._restore(file.read_bytes())

        read: Dict[str, Callable[[Path], Any]] = {
            "tables": partial(reading, read=restore)
        }
        util.from_disk(path, read, exclude)
        return self

    def _dump(self) -> bytes:
        tables = {**self._saved, **self._own}
        return srsly.msgpack_dumps(
            {code: dump_hashed_table(table) for code, table in sorted(tables.items())}
        )

    def _restore(self, data: bytes) -> None:
        tables = srsly.msgpack_loads(data).items()
        self._saved = {code: restore_table(table) for code, table in tables}
        self._cache.clear()

    def __getstate__(self):
        return {**self.__dict__, "_cache": LRUCache(CACHE_SIZE), "_wordfreq": {}}


def read_tables(folder: Path) -> Dict[str, Table]:
    """Make tables of the word lists of a folder, by language code."""
    return {
        code: make_table(read_word_list(path))
        for code, path in find_word_lists(folder).items()
    }


def no_folder(lists: Union[str, Path]) -> FileNotFoundError:
    """Make the error for word lists that are not there."""
    return FileNotFoundError(
        f"There is no folder '{lists}' of word lists. Give its path from the current "
        "folder, or save the pipeline (nlp.to_disk) where it is: a saved pipeline takes "
        "the lists along."
    )
