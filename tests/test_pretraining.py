"""`spacy pretrain`, then training from what it wrote."""

import pytest
from spacy import util
from spacy.cli._util import app
from spacy.training.initialize import init_nlp
from typer.testing import CliRunner

from spacy_phonener.corpora.convert import write_docbin
from spacy_phonener.pipeline.shims import model_shims

from .conftest import ROOT
from .names import write_names


@pytest.mark.parametrize("config", ["lite", "xphonebert"])
def test_training_begins_where_pretraining_ended(config, checkpoints, tmp_path):
    corpus = tmp_path / "corpus.spacy"
    write_docbin([(["London", "."], ["B-LOC", "O"])], "eng", corpus)
    settings = {
        "paths.train": str(corpus),
        "paths.dev": str(corpus),
        "paths.pairs": str(write_names(tmp_path)),
        "corpora.pretrain.langs": '["rus","tur"]',
        "pretraining.max_epochs": 2,
    }
    if config == "xphonebert":
        name = "components.phonener.model.encoder.name"
        settings[name] = str(checkpoints["xphonebert"])
    config_path = ROOT / "configs" / f"{config}.cfg"
    options = [f"--{key}={value}" for key, value in settings.items()]
    command = ["pretrain", str(config_path), str(tmp_path / "pretrained"), *options]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output

    def weights(init_tok2vec):
        more = {"corpora.pretrain.langs": ["rus"]}
        if init_tok2vec:
            path = tmp_path / "pretrained" / init_tok2vec
            more["initialize.init_tok2vec"] = str(path)
        nlp = init_nlp(util.load_config(config_path, {**settings, **more}))
        encoder = nlp.get_pipe("phonener").model.get_ref("encoder")
        modules = [shim._model for shim in model_shims(encoder)]
        return {name: w for m in modules for name, w in m.state_dict().items()}

    scratch, last, epoch = map(weights, [None, "model-last.bin", "model1.bin"])
    assert [name for name in scratch if not scratch[name].equal(last[name])]
    assert all(last[name].equal(epoch[name]) for name in last)
