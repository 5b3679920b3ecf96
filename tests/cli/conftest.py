"""What the tests of commands have in common."""

from typer.testing import CliRunner

from spacy_phonener.cli import phonener


def invoke(*args):
    return CliRunner().invoke(phonener, [str(arg) for arg in args])
