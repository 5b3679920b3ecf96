"""What README and docs tell a user to type: every block of code is run or checked.

`<!-- file: PATH -->` before a block makes it a file in the folder where the blocks run; one
of the package is a module of it. `<!-- not run: WHY -->` leaves a block alone.
"""

import glob
import json
import re
import shlex
import tomllib
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Iterator, List

import catalogue
import pytest
import spacy
from spacy import util
from spacy.cli import app
from spacy.cli._util import parse_config_overrides
from spacy.schemas import ConfigSchemaTraining
from spacy.util import registry
from thinc.api import Config
from typer.main import get_command
from typer.testing import CliRunner
from weasel.util.config import load_project_config

from spacy_phonener import languages
from spacy_phonener.cli import phonener

from .conftest import ROOT
from .documents import (
    DOCUMENTS,
    RESULTS,
    Block,
    find_anchors,
    find_links,
    find_table,
    name,
    read_blocks,
)

BLOCKS = list(chain.from_iterable(map(read_blocks, DOCUMENTS)))
KINDS = ("python", "ini", "toml", "json", "bash", "text")
# Whose settings docs/usage.md tells, in that order.
FACTORIES = (
    "language_identifier",
    "phonemizer",
    "commonness",
    "phonener",
    "sound_ruler",
)
# Of blocks that are not run.
MOST_NOT_RUN = 2
# Those that take no time, in an order in which they can be run.
QUICK = [
    "convert corpus/running --test-texts assets/running",
    "languages --paper",
    "languages --lang sin --audit corpus",
    "demo phonener_lite assets/demo.jsonl --output displacy/demo.html",
]
SITES = (
    "https://github.com/spacy-phonener/spacy-phonener/blob/main/",
    "https://raw.githubusercontent.com/spacy-phonener/spacy-phonener/main/",
)
# Also read where the repository's other files are not.
FOR_PACKAGES = (ROOT / "README.md", ROOT / "docs" / "phonener_lite.md")


def with_blocks(*kinds: str) -> pytest.MarkDecorator:
    """Parametrize a test by the documents that have blocks of some languages."""
    paths = [path for path in DOCUMENTS if any(read_blocks(path, *kinds))]
    return pytest.mark.parametrize("path", paths, ids=name)


@pytest.fixture
def run(lite_path, tmp_path, monkeypatch):
    """Get a function that runs a document, as if phonener_lite were installed.

    And as if that were what was trained. It runs in a folder of its own, and answers the variables that its Python has set.
    """
    load = util.load_model
    names = {"phonener_lite": lite_path, "phonener_xphone": lite_path}
    monkeypatch.setattr(spacy, "load", lambda n, **kw: load(names.get(n, n), **kw))
    monkeypatch.chdir(tmp_path)

    def run_document(path: Path) -> dict:
        variables: dict = {"__name__": "__main__"}
        for block in read_blocks(path):
            if block.says("not run"):
                continue
            if file := block.says("file"):
                write_file(Path(file), block.text, monkeypatch)
            elif block.kind == "python":
                code = "\n" * block.line + block.text
                exec(compile(code, block.place, "exec"), variables)
            elif block.kind == "ini":
                merge_config(block.text)
            elif block.kind == "toml":
                register(tomllib.loads(block.text), monkeypatch)
            elif block.kind == "json":
                add_language(json.loads(block.text), monkeypatch)
        return variables

    yield run_document
    monkeypatch.undo()
    clear_languages()


def write_file(path: Path, text: str, monkeypatch) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    if path.parts[0] == "spacy_phonener":
        package = import_module(".".join(path.parts[:-1]))
        found = [*package.__path__, str(path.parent.absolute())]
        monkeypatch.setattr(package, "__path__", found)


def merge_config(text: str) -> None:
    """Check a part of a config in the place of what configs/lite.cfg says."""
    paths = {"paths.train": "train.spacy", "paths.dev": "dev.spacy"}
    config = util.load_config(ROOT / "configs" / "lite.cfg", overrides=paths)
    part = Config().from_str(with_parents(text), interpolate=False)
    if augmenter := part.get("corpora", {}).get("train", {}).get("augmenter"):
        config["corpora"]["train"].pop("augmenter")
        assert registry.resolve({"augmenter": augmenter})
    check_config(config.merge(part))


def with_parents(text: str) -> str:
    """Put the headers of the sections above before those of a part of a config."""
    known: set = set()

    def complete(match: re.Match) -> str:
        parts = match[1].split(".")
        sections = [".".join(parts[: i + 1]) for i in range(len(parts))]
        new = [section for section in sections if section not in known]
        known.update(sections)
        return "\n".join(f"[{section}]" for section in new)

    return re.sub(r"^\[(.*)\]$", complete, text, flags=re.M)


def check_config(config: Config) -> None:
    nlp = util.load_model_from_config(config, auto_fill=True)
    training = nlp.config.interpolate()["training"]
    registry.resolve(training, schema=ConfigSchemaTraining)


def register(pyproject: dict, monkeypatch) -> None:
    """Register entry points as an installation would."""
    for group, names in pyproject["project"]["entry-points"].items():
        assert group in read_pyproject()["entry-points"]
        for entry_point, target in names.items():
            module, _, attribute = target.partition(":")
            made = getattr(import_module(module), attribute)
            key = (*group.split("_"), entry_point)
            monkeypatch.setitem(catalogue.REGISTRY, key, made)


def read_pyproject() -> dict:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]


def add_language(row: dict, monkeypatch) -> None:
    table = languages._table()
    monkeypatch.setitem(table, "languages", [*table["languages"], row])
    clear_languages()


def clear_languages() -> None:
    languages.languages.cache_clear()
    languages._index.cache_clear()


def test_every_block_is_of_a_kind_that_is_tested():
    not_run = [block for block in BLOCKS if block.says("not run")]
    for block in BLOCKS:
        tested = block in not_run or block.says("file") or block.kind in KINDS
        assert tested, block.place
    assert len(not_run) <= MOST_NOT_RUN


@with_blocks("python", "ini")
def test_blocks(run, path):
    run(path)


def test_the_readme_prints_what_it_says(run, capsys):
    path = ROOT / "README.md"
    run(path)
    printed = capsys.readouterr().out.splitlines()
    said = re.findall(r"# (\[\(.*\])$", path.read_text(encoding="utf-8"), re.M)
    assert len(said) == 4 and printed[-4:] == said


def test_the_names_that_are_found_in_ten_languages(run, capsys):
    path = ROOT / "docs" / "linking.md"
    run(path)
    [table] = read_blocks(path, "text")
    assert capsys.readouterr().out == table.text


def test_a_language_from_an_empty_file_to_entities(run, capsys):
    variables = run(ROOT / "docs" / "g2p.md")
    words = "e ɾoko nɛlsən mændɛlə i taɾawa ."
    doc = variables["doc"]
    assert doc[:]._.ipa == words
    assert ("Nelson Mandela", "PER") in [(ent.text, ent.label_) for ent in doc.ents]
    out = capsys.readouterr().out
    assert out.count("\n") == 2 and "e mena tanesi maːmau i kiɾipasi" in out
    Path("gil-Latn.csv").unlink()
    assert spacy.load("phonener_gilbertese")(doc.text)[:]._.ipa == words


def read_commands(block: Block) -> Iterator[List[str]]:
    text = block.text.replace("\\\n", " ").replace("$seed", "0")
    for line in text.splitlines():
        if words := shlex.split(line, comments=True):
            yield words


@with_blocks("bash")
def test_commands(path):
    registry.cli.get_all()
    for block in read_blocks(path, "bash"):
        for words in read_commands(block):
            check_command(words)


def check_command(words: List[str]) -> None:
    while re.match("[A-Z_]+=", words[0]):
        words = words[1:]
    match words:
        case ["for" | "do" | "done" | "export", *_]:
            pass
        case ["hf", "auth", "login"] | ["hf", "upload", _, _]:
            pass
        case ["make", *args]:
            check_make(args)
        case ["pip", "install", *args]:
            check_installation(args)
        case ["python", "-m", "spacy", *args]:
            check_spacy(args)
        case ["curl" | "sha1sum", *_]:
            pass
        case ["python", "-m", "build" | "pytest" | "twine", *_]:
            pass
        case ["python", "-m", module, *args]:
            check_script(find_module(module), args)
        case ["python", script, *args]:
            check_script(ROOT / script, args)
        case _:
            raise AssertionError(f"Not known: {words}")


def check_make(args: List[str]) -> None:
    makefile = read_makefile()
    for arg in args:
        target, is_variable, _ = arg.partition("=")
        pattern = rf"^{target} \?=" if is_variable else rf"^{target}:"
        assert re.search(pattern, makefile, re.M), arg


def read_makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def check_installation(args: List[str]) -> None:
    for arg in args:
        if found := re.fullmatch(r"\.\[(.*)\]", arg):
            extras = read_pyproject()["optional-dependencies"]
            assert set(found[1].split(",")) <= extras.keys()
        elif arg.startswith("packages/"):
            commands = load_project_config(ROOT)["commands"]
            [made] = [c["outputs"] for c in commands if c["name"] == "package"]
            assert arg in made
        elif arg.startswith("torch"):
            assert f"TORCH ?= {arg}\n" in read_makefile()
        else:
            assert arg == "--editable" or glob.glob(str(ROOT / arg)), arg


def find_module(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__main__.py" if path.is_dir() else path.with_suffix(".py")


def check_script(path: Path, args: List[str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert all(f'"{arg}"' in text for arg in args if arg.startswith("--")), args


def check_spacy(args: List[str]) -> None:
    command = get_command(app)
    path: List[str] = []
    while hasattr(command, "commands"):
        assert args and args[0] in command.commands, f"No command: {path} {args}"
        path, command, args = [*path, args[0]], command.commands[args[0]], args[1:]
    settings = command.context_settings
    parser = command.make_parser(command.context_class(command, **settings))
    values, rest, _ = parser.parse_args(list(args))
    for parameter in command.params:
        assert not parameter.required or values.get(parameter.name), parameter.name
    if path in (["train"], ["pretrain"]):
        config = ROOT / values["config_path"]
        check_config(util.load_config(config, overrides=parse_config_overrides(rest)))
    elif path == ["project", "run"]:
        project = load_project_config(ROOT)
        names = {command["name"] for command in project["commands"]}
        assert values["subcommand"] in names | set(project["workflows"])
        chosen = {key.removeprefix("vars.") for key in parse_config_overrides(rest)}
        assert chosen <= project["vars"].keys()
    else:
        assert not rest


def test_quick_commands(run):
    Path("assets").symlink_to(ROOT / "assets")
    commands = chain.from_iterable(
        map(read_commands, (block for block in BLOCKS if block.kind == "bash"))
    )
    told = [words[4:] for words in commands if "phonener" in words[:4]]
    for command in map(shlex.split, QUICK):
        assert command in told
        result = CliRunner().invoke(phonener, command)
        assert result.exit_code == 0, (command, result.output)
    assert Path("displacy/demo.html").exists()


def test_the_table_of_settings():
    rows = find_table(ROOT / "docs" / "usage.md", "component")
    told = {
        (factory.strip("`"), setting.strip("`")): default.strip("`")
        for factory, setting, default, _ in rows
    }
    nlp = spacy.blank("xx")
    defaults = {
        (factory, setting): json.dumps(default, sort_keys=True)
        for factory in FACTORIES
        for setting, default in nlp.get_factory_meta(factory).default_config.items()
    }
    assert list(told) == list(defaults)
    for key, default in told.items():
        # "…" stands for the rest.
        start, more, _ = default.partition("…")
        assert defaults[key].startswith(start) if more else defaults[key] == default


def test_the_table_of_commands():
    rows = find_table(ROOT / "docs" / "usage.md", "`python -m spacy phonener …`")
    commands = get_command(phonener).commands
    visible = {name for name, command in commands.items() if not command.hidden}
    assert {row[0].strip("`") for row in rows} == visible


@pytest.mark.parametrize("path", [*DOCUMENTS, *RESULTS], ids=name)
def test_links(path):
    for link in find_links(path):
        target, _, anchor = link.partition("#")
        if site := next((site for site in SITES if target.startswith(site)), None):
            file = ROOT / target.removeprefix(site)
        elif target.startswith(("http:", "https:")):
            continue
        else:
            assert not target or path not in FOR_PACKAGES, link
            file = path.parent / target if target else path
        assert file.exists(), link
        assert not anchor or anchor in find_anchors(file), link


def test_the_entry_in_spacys_universe(run, capsys):
    entry = json.loads((ROOT / "docs" / "universe.json").read_text(encoding="utf-8"))
    assert entry["slogan"].lower() in read_pyproject()["description"].lower()
    assert entry["github"] in read_pyproject()["urls"]["Repository"]
    exec("\n".join(entry["code_example"]), {})
    *_, last = capsys.readouterr().out.splitlines()
    assert last == "['nʲelʲson', 'mandʲela']"


def test_the_tests_that_security_names():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    rows = find_table(ROOT / "docs" / "security.md", "from a stranger")
    assert len(named) == len(rows)
    for path, test in named:
        assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), test
