import sys
import warnings
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Set,
    Tuple,
    Union,
)

import srsly
from spacy import util
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.tokens import Doc
from spacy.util import minibatch

from ..extensions import note_language, phoneme_keys
from ..g2p.chain import load_chain
from ..g2p.encoder_notation import check_notation, load_rewrite
from ..g2p.source import G2P, SavedSource, Source
from ..languages import (
    UNDETERMINED,
    LanguageEntry,
    check_script,
    default_scripts,
    define_language,
    get_language,
    lacks_script,
    resolve_language,
)
from ..lru import LONGEST, LRUCache
from ..saving import reading, replaced
from ..scripts import KNOWN_SCRIPTS, split_scripts
from ..segments import Segments, split_characters
from .doc_language import named_language


@Language.factory(
    "phonemizer",
    assigns=["token._.phonemes"],
    default_config={
        "lang": None,
        "unknown_language": "error",
        "scripts": default_scripts(),
        "g2p": {},
        "stress": False,
        "notation": None,
        "cache_size": 100_000,
        "save_words": False,
    },
)
def make_phonemizer(
    nlp: Language,
    name: str,
    lang: Optional[str],
    unknown_language: str,
    scripts: Dict[str, Optional[str]],
    g2p: Dict[str, Any],
    stress: bool,
    notation: Optional[str],
    cache_size: int,
    save_words: bool,
) -> "Phonemizer":
    """Make a phonemizer.

    lang (Optional[str]): Code or name of the language of all texts, unless a
        document says otherwise in `doc._.phonener_lang`. Defaults to `nlp.lang`
        where that is a language of the table. "und": none.
    unknown_language (str): What to do with a document that says it is in a language
        which is not known: "error", or "warn", once a language, and read it by the
        default languages of its scripts.
    scripts (Dict[str, Optional[str]]): The language that reads each script (ISO
        15924) where the text's language is not written in it; None: nobody does.
    g2p (Dict[str, Union[Source, List[Source]]]): G2P sources to ask before the
        language table's, by language code, e.g. {"som": {"@misc":
        "spacy_phonener.mapping.v1", "path": "som.csv"}}. A code with a script
        ("gil-Latn") also adds a language that the table does not have.
    stress (bool): Keep the stress marks that a source gives.
    notation (Optional[str]): For an encoder that was pretrained on phonemes, the notation
        that it knows: "charsiu", that of CharsiuG2P's dictionaries.
    cache_size (int): How many words' phonemes to keep in memory.
    save_words (bool): Save these with the pipeline, so that the words are known when it
        is loaded. They are words of the texts that were read.
    """
    return Phonemizer(
        name,
        lang=lang,
        unknown_language=unknown_language,
        scripts=scripts,
        g2p=g2p,
        stress=stress,
        notation=notation,
        cache_size=cache_size,
        save_words=save_words,
    )


class Phonemizer(Pipe):
    """Set `token._.phonemes`: read each token by the G2P of its language.

    A language reads only its own scripts: a token in another script, say a Latin
    name in a Sinhala text, is read by that script's default language. So is a word in
    its own script with letters that it lacks, say a foreign name.
    """

    def __init__(
        self,
        name: str = "phonemizer",
        *,
        lang: Optional[str] = None,
        unknown_language: str = "error",
        scripts: Optional[Mapping[str, Optional[str]]] = None,
        g2p: Optional[Mapping[str, Union[Source, Sequence[Source]]]] = None,
        stress: bool = False,
        notation: Optional[str] = None,
        cache_size: int = 100_000,
        save_words: bool = False,
    ):
        if unknown_language not in ("error", "warn"):
            raise ValueError(
                f"unknown_language is 'error' or 'warn', not {unknown_language!r}."
            )
        self.name = name
        self.unknown_language = unknown_language
        self._unknown: Set[str] = set()
        self.g2p: Dict[str, List[Source]] = {}
        # Languages and scripts that the table does not have.
        self.own: Dict[str, LanguageEntry] = {}
        for code, sources in (g2p or {}).items():
            known = resolve_language(code)
            if known and not lacks_script(known, code):
                code = known.code
            else:
                own = define_language(code, self.own)
                self.own[own.code] = own
            self.g2p[code] = [sources] if callable(sources) else list(sources)
        self.known_scripts = KNOWN_SCRIPTS.union(
            *(own.scripts for own in self.own.values())
        )
        # Not the pipeline's, which it may leave for another: a doc knows its own.
        self.lang = lang or None  # type: ignore[assignment]
        self.scripts = {
            check_script(script): self.get_language(code) if code else None
            for script, code in (
                default_scripts() if scripts is None else scripts
            ).items()
        }
        self.stress = stress
        self.notation = notation and check_notation(notation)
        self.save_words = save_words
        self._cache: LRUCache[Tuple[Optional[str], str], Segments]
        self._cache = LRUCache(cache_size)
        self._g2ps: Dict[Tuple[str, str], G2P] = {}

    @property
    def lang(self) -> Optional[LanguageEntry]:
        """The language of all texts that do not say otherwise, if it is set."""
        return self._lang

    @lang.setter
    def lang(self, lang: Union[LanguageEntry, str, None]) -> None:
        """Set it, by its code or name too."""
        self._lang = self.get_language(lang) if isinstance(lang, str) else lang

    def get_language(self, name: str) -> LanguageEntry:
        """Look a language up by code or name, among the table's and the user's own."""
        if name.lower() in UNDETERMINED.codes:
            return UNDETERMINED
        own = self.own.get(name.partition("-")[0].lower())
        lang = resolve_language(name) or own or get_language(name)
        return self.own.get(lang.code, lang)

    def language_of(self, doc: Doc) -> Optional[LanguageEntry]:
        """Get the language of a doc: its own, the component's or the pipeline's.

        RAISES (ValueError): If `doc._.phonener_lang` is no known language.
        """
        name = named_language(doc)
        if name is None:
            lang = self.lang or resolve_language(doc.lang_)
            return lang and self.own.get(lang.code, lang)
        try:
            return self.get_language(name)
        except ValueError as err:
            if self.unknown_language == "error":
                raise
            if name not in self._unknown:
                self._unknown.add(name)
                warnings.warn(
                    f"{err} Its texts are read by the default languages of their scripts.",
                    stacklevel=2,
                )
            return UNDETERMINED

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Read a stream of docs.

        The words of a batch are read together: a neural G2P is much faster so.
        """
        for docs in minibatch(stream, batch_size):
            try:
                self._phonemize_docs(docs)
            except Exception:
                # One that cannot be read goes to the error handler on its own.
                yield from super().pipe(docs, batch_size=batch_size)
            else:
                yield from docs

    def __call__(self, doc: Doc) -> Doc:
        """Set the phonemes of the tokens that have none.

        RAISES (ValueError): If `doc._.phonener_lang` is no known language.
        """
        self._phonemize_docs([doc])
        return doc

    def _phonemize_docs(self, docs: List[Doc]) -> None:
        langs: Dict[str, Optional[LanguageEntry]] = {}
        unread: Dict[str, List[Tuple[dict, Any, str]]] = {}
        for doc in docs:
            lang = self.language_of(doc)
            code = lang.code if lang else ""
            note_language(doc, code)
            langs[code] = lang
            user_data = doc.user_data
            unread.setdefault(code, []).extend(
                (user_data, key, token.text)
                for key, token in zip(phoneme_keys(doc), doc)
                if key not in user_data
            )
        for code, places in unread.items():
            read = self.phonemize([text for _, _, text in places], langs[code])
            for (user_data, key, _), segments in zip(places, read):
                user_data[key] = segments

    def phonemize(
        self, words: Iterable[str], lang: Optional[LanguageEntry] = None
    ) -> List[Segments]:
        """Read words, each distinct one once.

        words (Iterable[str]): Tokens' texts.
        lang (Optional[LanguageEntry]): The language they are in.
        RETURNS (List[Tuple[str, ...]]): One or more segments for each.
        """
        words = list(words)
        code = lang.code if lang else None
        known = {word: self._cache.get((code, word)) for word in dict.fromkeys(words)}
        new = [word for word, segments in known.items() if segments is None]
        for word, segments in zip(new, self._read(new, lang)):
            known[word] = segments
            if len(word) <= LONGEST:
                self._cache[code, word] = segments
        return [known[word] for word in words]  # type: ignore[misc]

    def _read(self, words: List[str], lang: Optional[LanguageEntry]) -> List[Segments]:
        """Read words with one call for all their runs of the same script."""
        runs = [list(split_scripts(word, self.known_scripts)) for word in words]
        read: Dict[Tuple[Optional[str], str], Segments] = {}
        distinct = sorted(
            {run for word_runs in runs for run in word_runs},
            key=lambda run: run[0] or "",
        )
        for script, group in groupby(distinct, key=lambda run: run[0]):
            texts = [text for _, text in group]
            g2p = self.get_g2p(script, lang) if script else None
            segments = g2p(texts) if g2p else map(split_characters, texts)
            read.update(zip(((script, text) for text in texts), map(tuple, segments)))
        found = [
            # A token with nothing visible in it keeps its characters.
            list(chain.from_iterable(map(read.__getitem__, word_runs))) or word
            for word, word_runs in zip(words, runs)
        ]
        # There are few segments: each is kept once, however many words have it.
        return [tuple(map(sys.intern, segments)) for segments in found]

    def get_g2p(self, script: str, lang: Optional[LanguageEntry]) -> Optional[G2P]:
        """Get the G2P for a script (ISO 15924) in a text of a language, if there is one.

        RAISES (ImportError): If the library is not installed that the language needs.
        """
        is_own = lang is not None and script in lang.scripts
        entry = lang if is_own else self.scripts.get(script)
        if entry is None or script not in entry.scripts:
            return None
        key = (entry.code, script)
        if key not in self._g2ps:
            chain = load_chain(
                entry, script, self.scripts.get(script), self.g2p, is_own=is_own
            )
            self._g2ps[key] = G2P(
                [source for _, source in chain],
                stress=self.stress,
                # What reads for a language in its stead is written as that.
                rewrites=[
                    load_rewrite(self.notation, code)
                    or load_rewrite(self.notation, entry.code)
                    for code, _ in chain
                ],
                codes=[code for code, _ in chain],
            )
        return self._g2ps[key]

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Dump the user's own sources, and the words that have been read if asked to.

        The files of the sources may not be where the pipeline is loaded.
        """
        dump = {"g2p": self._dump_sources, "words": self._dump_words}
        return util.to_bytes(dump, exclude)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Phonemizer":
        util.from_bytes(
            data, {"g2p": self._restore_sources, "words": self._restore_words}, exclude
        )
        return self

    def to_disk(self, path: Union[str, Path], *, exclude: Iterable[str] = ()) -> None:
        """Like `to_bytes`, as files in a folder."""
        write = {
            "g2p": lambda file: file.write_bytes(self._dump_sources()),
            "words": lambda file: file.write_bytes(self._dump_words()),
        }
        with replaced(Path(path)) as new:
            util.to_disk(new, write, exclude)

    def from_disk(
        self, path: Union[str, Path], *, exclude: Iterable[str] = ()
    ) -> "Phonemizer":
        # Other sources make words unknown: these come last.
        read: Dict[str, Callable[[Path], None]] = {
            "g2p": partial(
                reading, read=lambda file: self._restore_sources(file.read_bytes())
            ),
            "words": partial(
                reading, read=lambda file: self._restore_words(file.read_bytes())
            ),
        }
        util.from_disk(path, read, exclude)
        return self

    def _dump_sources(self) -> bytes:
        data = {
            code: [
                src.to_bytes() if isinstance(src, SavedSource) else b""
                for src in sources
            ]
            for code, sources in self.g2p.items()
        }
        return srsly.msgpack_dumps(data)

    def _restore_sources(self, data: bytes) -> None:
        for code, saved in srsly.msgpack_loads(data).items():
            for source, source_data in zip(self.g2p.get(code, ()), saved):
                if source_data and isinstance(source, SavedSource):
                    source.from_bytes(source_data)
        self._cache.clear()
        self._g2ps = {}

    def _settings(self) -> List[Any]:
        """List what the phonemes of a word in a language depend on."""
        scripts = {script: lang and lang.code for script, lang in self.scripts.items()}
        settings = [self.stress, scripts, list(self.g2p)]
        # Pipelines that were saved before there was a notation have none.
        return [*settings, self.notation] if self.notation else settings

    def _dump_words(self) -> bytes:
        known = self._cache.items() if self.save_words else ()
        words = [[*key, segments] for key, segments in known]
        return srsly.msgpack_dumps([self._settings(), words])

    def _restore_words(self, data: bytes) -> None:
        settings, words = srsly.msgpack_loads(data)
        # Other settings may have been given when the pipeline was loaded.
        if settings == self._settings():
            for code, word, segments in words:
                self._cache[code, word] = tuple(map(sys.intern, segments))

    def __getstate__(self):
        # Sources are made anew in another process.
        return {**self.__dict__, "_cache": LRUCache(self._cache.size), "_g2ps": {}}
