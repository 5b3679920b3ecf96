"""Augmenters: they vary training examples while a corpus reader reads them.

To add one, write a factory in a file of its own beside the others, register it as
`spacy_phonener.NAME.v1` under `spacy_augmenters` in pyproject.toml, and name it in a config.
"""
