import pytest

from spacy_phonener.cli.report import find_logs, name_pipelines


def test_names_of_pipelines(tmp_path):
    for name in ("lite", "xphonebert"):
        (tmp_path / name / "model-best").mkdir(parents=True)
    (tmp_path / "lite" / "log.jsonl").write_text("")
    lite, xphonebert = (
        str(tmp_path / n / "model-best") for n in ("lite", "xphonebert")
    )
    named = name_pipelines([lite, f"mine={xphonebert}", "phonener_xphone"])
    assert named == {
        "lite": lite,
        "mine": xphonebert,
        "phonener_xphone": "phonener_xphone",
    }
    assert list(find_logs(named)) == ["lite"]
    with pytest.raises(SystemExit):
        name_pipelines([lite, f"lite={xphonebert}"])
    # A name with control characters, or not in UTF-8.
    for name in ("a\nb", "\x1b[0m", "\udcff"):
        with pytest.raises(SystemExit):
            name_pipelines([f"{name}={lite}"])
