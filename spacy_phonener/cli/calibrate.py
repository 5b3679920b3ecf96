import shutil
from glob import glob
from pathlib import Path
from typing import Any, Dict, List

import typer
from spacy.language import Language
from wasabi import msg

from .endings import ending, load_pipeline
from .scoring import LIMIT

HEADER = ("", "entities", "right", "error before", "error after", "slope", "intercept")
# Fewer say too little.
FEWEST = 100


def calibrate_cli(
    model: Path = typer.Argument(
        ..., help="Trained pipeline", exists=True, file_okay=False
    ),
    output_path: Path = typer.Argument(
        ..., help="Folder for the calibrated pipeline", file_okay=False
    ),
    files: List[str] = typer.Argument(
        ..., help="Gold texts, LANGUAGE/SPLIT.spacy; * stands for whatever there is"
    ),
    name: str = typer.Option("phonener", "--name", help="The component"),
    limit: int = LIMIT,
):
    """
    Make a pipeline's probabilities mean how often such entities are right.

    What it finds in gold texts, as a package would, is compared with them: in languages
    that it was trained on, in others, and in others where no letter is in upper case. What
    puts its probabilities right is a setting of the calibrated one. The error is the expected
    calibration error.
    """
    try:
        from ..evaluation.calibration import apply_calibration, fit_calibration
    except ImportError:
        msg.fail("This needs SciPy: pip install 'spacy-phonener[report]'", exits=1)
    from ..evaluation.reliability import reliability

    paths = find_files(files)
    nlp = load_pipeline(str(model))
    if not hasattr(nlp.get_pipe(name) if name in nlp.pipe_names else None, "threshold"):
        msg.fail(f"{model} has no phonener '{name}'", "Say which with --name.", exits=1)
    with ending("Nothing was calibrated"):
        judged = judge_groups(nlp, name, paths, limit)
    rows, calibration = [], {}
    for group, own in judged.items():
        n = len(own.right)
        if n < FEWEST:
            msg.warn(f"{group}: {n} entities are too few to calibrate by")
            continue
        calibration[group] = list(fit_calibration(own))
        after = apply_calibration(own, calibration[group])
        errors = [reliability(j).ece or 0.0 for j in (own, after)]
        shares = [f"{share:.3f}" for share in (own.right.mean(), *errors)]
        rows.append((group, n, *shares, *calibration[group]))
    if not rows:
        msg.fail("Nothing was calibrated", exits=1)
    msg.table(rows, header=HEADER, aligns=("l", *"rrrrrr"))
    save(model, output_path, name, calibration)
    msg.good(f"Saved to {output_path}")


def find_files(patterns: List[str]) -> List[Path]:
    """Find files by their names, or by patterns where no shell has looked them up."""
    found: List[Path] = []
    for pattern in patterns:
        own = sorted(map(Path, glob(pattern)))
        if not own:
            msg.fail(f"There is no {pattern}", exits=1)
        found += own
    return found


def judge_groups(
    nlp: Language, name: str, paths: List[Path], limit: int
) -> Dict[str, Any]:
    """Find entities as a package would, and compare them with the gold ones, by group."""
    from ..corpora.corpus import PhoneCorpus
    from ..evaluation.annotating import annotate
    from ..evaluation.reliability import judge_examples
    from ..pipeline.doc_groups import GROUPS, group_docs

    component: Any = nlp.get_pipe(name)
    component.calibration = None
    component.threshold, component.annotate, component.plausible = 0.0, "ents", True
    examples = [
        eg
        for path in paths
        for eg in annotate(nlp, list(PhoneCorpus(path, limit=limit)(nlp)))
    ]
    groups = group_docs([eg.predicted for eg in examples], component.model)
    by_group = {
        group: [eg for eg, own in zip(examples, groups) if own == group]
        for group in GROUPS
    }
    return {group: judge_examples(own) for group, own in by_group.items() if own}


def save(model: Path, output: Path, name: str, calibration: Dict[str, Any]) -> None:
    """Save a pipeline with a calibration: all else is as it was."""
    from spacy.util import load_config

    from ..saving import replaced

    with replaced(output) as new:
        shutil.copytree(model, new, dirs_exist_ok=True)
        config = load_config(new / "config.cfg")
        config["components"][name]["calibration"] = calibration
        config.to_disk(new / "config.cfg")
