import os
import resource
import subprocess
import sys

import pytest
import spacy

from spacy_phonener.saving import replaced

from .conftest import SENTENCE, entities


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    file = tmp_path / "train.spacy"
    file.write_text("old")
    with pytest.raises(RuntimeError), replaced(file) as new:
        new.write_text("half of the n")
        raise RuntimeError
    assert file.read_text() == "old"
    with replaced(file) as new:
        new.write_text("new")
    assert file.read_text() == "new"
    assert os.listdir(tmp_path) == ["train.spacy"]


@pytest.mark.parametrize("old", [True, False])
def test_a_folder_is_written_whole_or_not_at_all(tmp_path, old):
    folder = tmp_path / "phonener"
    if old:
        folder.mkdir()
        (folder / "cfg").write_text("old")
    with pytest.raises(RuntimeError), replaced(folder) as new:
        new.mkdir()
        raise RuntimeError
    assert [p.read_text() for p in folder.glob("*")] == ["old"] * old
    with replaced(folder) as new:
        new.mkdir()
        (new / "model").write_text("new")
    assert [p.name for p in folder.iterdir()] == ["model"]
    assert os.listdir(tmp_path) == ["phonener"]


@pytest.mark.parametrize("is_folder", [True, False])
def test_planted_links_are_replaced_not_followed(tmp_path, is_folder):
    target = tmp_path / "precious"
    target.mkdir()
    (target / "file").write_text("precious")
    place = tmp_path / "saved"
    place.symlink_to(target if is_folder else target / "file")
    with replaced(place) as new:
        if is_folder:
            new.mkdir()
            (new / "file").write_text("new")
        else:
            new.write_text("new")
    assert not place.is_symlink()
    assert (target / "file").read_text() == "precious"


SAVE = """
import resource, signal, spacy
nlp = spacy.load({path!r})
nlp.get_pipe("phonener").add_label("SHIP")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    nlp.to_disk({path!r})
except OSError as err:
    print(err.errno)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs Linux")
def test_a_full_disk_leaves_the_old_component(trained, tmp_path):
    path = tmp_path / "model"
    trained.to_disk(path)
    size = max(p.stat().st_size for p in path.rglob("*") if p.is_file())
    code = SAVE.format(path=str(path), limit=size // 2)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "27\n", run.stderr
    nlp = spacy.load(path)
    assert nlp.get_pipe("phonener").labels == ("LOC", "ORG", "PER")
    assert entities(nlp(SENTENCE)) == entities(trained(SENTENCE))
