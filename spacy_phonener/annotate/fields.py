"""What the fields of a record are called, and what may be in them."""

from reprlib import repr as shorten
from typing import Any, Mapping, NamedTuple, Optional, Sequence, Tuple

from ..corpora.readers import HALF

# Where the user names none, and where there are such.
LANG = "lang"
ID = "id"


class Fields(NamedTuple):
    """The names of the fields of JSONL, CSV, TSV and Parquet.

    text (str): Of the text.
    lang, id (Optional[str]): Of the code or name of its language, and of what names the
        text; None: "lang" and "id", where there are such fields.
    """

    text: str = "text"
    lang: Optional[str] = None
    id: Optional[str] = None

    @property
    def names(self) -> Tuple[str, str, str]:
        """The names of all three."""
        return self.text, self.lang or LANG, self.id or ID

    def check_columns(self, columns: Sequence[str], file: str) -> None:
        """Check that a table has the columns that are named.

        RAISES (ValueError): If it lacks one.
        """
        for option, name in zip(("--text", "--lang-field", "--id"), self):
            if name is not None and name not in columns:
                raise ValueError(
                    f"{file} has no column {name!r}. Its columns are "
                    f"{', '.join(columns)}: name the right one with {option}."
                )

    def take(
        self, record: Mapping[str, Any]
    ) -> Tuple[str, Optional[str], Optional[str]]:
        """Take text, language and id out of a record.

        RAISES (ValueError): If a field lacks, or is of another kind.
        """
        for name in self:
            if name is not None and name not in record:
                raise ValueError(f"no field {name!r}")
        text, lang, key = (record.get(name) for name in self.names)
        if not isinstance(text, str):
            raise ValueError(f"the field {self.text!r} is no text: {shorten(text)}")
        if not isinstance(lang, (str, type(None))):
            raise ValueError(f"the field {self.names[1]!r} is no text: {shorten(lang)}")
        if not isinstance(key, (str, int, type(None))):
            raise ValueError(f"the field {self.names[2]!r} is no id: {shorten(key)}")
        return text, lang or None, None if key is None else str(key)


def check_characters(text: str) -> None:
    """Check that a text can be written to a file.

    RAISES (ValueError): If there are halves of characters in it, as JSON can spell them,
        and as UTF-8 is read that is none.
    """
    if found := HALF.search(text):
        code = ord(found[0])
        # What "surrogateescape" makes of a byte.
        if 0xDC80 <= code <= 0xDCFF:
            raise ValueError(f"not UTF-8: byte 0x{code - 0xDC00:02x}")
        raise ValueError(f"half of a character: \\u{code:04x}")
