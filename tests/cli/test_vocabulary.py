import re

import pytest

from .conftest import invoke


@pytest.mark.parametrize("encoder", ["lite", "xphonebert", "mbert"])
def test_coverage(encoder, trained_path, checkpoints, tmp_path):
    texts = tmp_path / "texts.txt"
    texts.write_text("නෙල්සන් මැන්ඩෙලා %\n\nසිංහල\n", encoding="utf-8")
    model = trained_path if encoder == "lite" else checkpoints[encoder]
    result = invoke("vocabulary", model, texts, "--lang", "Sinhala", "-n", 1)
    if encoder == "xphonebert":
        assert result.exit_code == 0, result.output
        assert re.search(r"as is +\d+ +9\d\.\d\d%", result.output)
        assert re.search(r"unknown +1 +\d\.\d\d%", result.output)
        assert re.search(r"% +1 +unknown", result.output)
    else:
        assert result.exit_code == 1
        assert "vocabulary of phonemes" in result.output.replace("\n", " ")


def test_coverage_of_nothing(checkpoints, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    result = invoke("vocabulary", checkpoints["xphonebert"], empty, "--lang", "sin")
    assert result.exit_code == 1 and "no text" in result.output
