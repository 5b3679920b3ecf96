"""The phonemizer on running text beside Epitran alone, token by token.

Cold: no word has been read, but the language's tables are loaded. Warm: all of the text has
been read once. Also counted: for how many words our source has the string that Epitran has
for the same letters. (It leaves out letters without a sound, such as joiners, before.)

python -m benchmarks.speed.phonemizer corpus benchmarks/results/speed_phonemizer
"""

import argparse
import gc
import statistics
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

import spacy
import srsly

from spacy_phonener.g2p.source import load_source
from spacy_phonener.g2p.table_reader import shared_feature_table
from spacy_phonener.languages import get_language
from spacy_phonener.markdown import markdown_table
from spacy_phonener.pipeline.phonemizer import Phonemizer

from .machine import machine
from .workloads import read_texts

ROUNDS = 5
LANGUAGES = ("sin", "tel", "amh", "som", "uzb")


def timed(run: Callable, *args: Any) -> float:
    # What was loaded for it leaves garbage, and some texts take milliseconds only.
    gc.collect()
    start = time.perf_counter()
    run(*args)
    return time.perf_counter() - start


def measure(corpus: Path, code: str) -> Dict[str, Any]:
    with shared_feature_table():
        from epitran import Epitran

        lang = get_language(code)
        # The first script's first source, such as "epitran:sin-Sinh".
        sources = next(iter(lang.scripts.values()))
        voice = next(s for s in sources if s.startswith("epitran:")).partition(":")[2]
        epitran = Epitran(voice)
    texts = [
        text.text
        for split in ("validation", "test")
        for text in read_texts(corpus, code, split)
    ]
    tokens = [token for text in texts for token in text.split()]
    nlp = spacy.blank("xx")
    seconds: Dict[str, List[float]] = {
        "Epitran": [],
        "cold": [],
        "warm": [],
        "docs": [],
    }
    for _ in range(ROUNDS):
        seconds["Epitran"].append(timed(list, map(epitran.trans_list, tokens)))
        load_source.cache_clear()
        phonemizer = Phonemizer(lang=code, cache_size=10**6)
        # Loads the language's tables, and those for words in other scripts.
        phonemizer.phonemize([tokens[0], "London"], lang)
        seconds["cold"].append(timed(phonemizer.phonemize, tokens, lang))
        seconds["warm"].append(timed(phonemizer.phonemize, tokens, lang))
        docs = list(map(nlp.make_doc, texts))
        seconds["docs"].append(timed(list, phonemizer.pipe(docs)))
    source = load_source(f"epitran:{voice}")
    words = sorted(set(tokens))
    same = sum(
        source._table._transliterate(w)[0] == epitran.transliterate(w) for w in words
    )
    return {
        "language": code,
        "name": lang.name,
        "tokens": len(tokens),
        "words": len(words),
        "same": same,
        "seconds": seconds,
    }


def table(results: List[Dict[str, Any]]) -> str:
    rows = []
    for result in results:
        rates = {
            name: result["tokens"] / statistics.median(seconds)
            for name, seconds in result["seconds"].items()
        }
        rows.append(
            [
                f"{result['name']} ({result['language']})",
                f"{result['tokens']:,}",
                f"{result['words']:,}",
                f"{rates['Epitran']:,.0f}",
                *(
                    f"{rates[name]:,.0f} (× {rates[name] / rates['Epitran']:.1f})"
                    for name in ("cold", "warm", "docs")
                ),
                f"{result['same'] / result['words']:.1%}",
            ]
        )
    header = ["", "tokens", "words", "Epitran alone, tokens/s"]
    header += ["cold", "warm", "warm, docs", "same strings"]
    return markdown_table(header, rows, "lrrrrrrr")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path, help="folder of LANGUAGE/SPLIT.spacy")
    parser.add_argument("output", type=Path, help="path without suffix")
    args = parser.parse_args()
    results = [measure(args.corpus, code) for code in LANGUAGES]
    srsly.write_json(
        args.output.with_suffix(".json"), {"machine": machine(), "languages": results}
    )
    text = table(results)
    args.output.with_suffix(".md").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
