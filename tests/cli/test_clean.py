from .conftest import invoke


def test_files_and_folders_of_the_project_are_removed(tmp_path, monkeypatch):
    (tmp_path / "project.yml").touch()
    (tmp_path / "corpus" / "eng").mkdir(parents=True)
    (tmp_path / "corpus" / "eng" / "train.spacy").touch()
    (tmp_path / "project.lock").touch()
    monkeypatch.chdir(tmp_path)
    result = invoke("clean", "corpus", "training", "project.lock")
    assert result.exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["project.yml"]


def test_what_is_outside_stays(tmp_path, monkeypatch):
    project = tmp_path / "project"
    elsewhere = tmp_path / "elsewhere"
    for folder in (project / "corpus", elsewhere):
        folder.mkdir(parents=True)
    monkeypatch.chdir(project)
    assert "no project.yml" in invoke("clean", "corpus").output
    (project / "project.yml").touch()
    for outside in (elsewhere, "../elsewhere", ".", "corpus/../..", project):
        result = invoke("clean", "corpus", outside)
        assert result.exit_code == 1 and "not inside of" in result.output
    assert (project / "corpus").exists() and elsewhere.exists()
    # A link goes, not what it leads to.
    (project / "training").symlink_to(elsewhere)
    assert invoke("clean", "training").exit_code == 0
    assert elsewhere.exists() and not (project / "training").is_symlink()
