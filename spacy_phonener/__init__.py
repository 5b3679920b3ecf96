"""spaCy components for named entities in languages that have no NER data."""

__version__ = "0.1.0"
