from pathlib import Path
from typing import Dict, List, Type, Union

import srsly


class FileSource:
    """A G2P source that is made of text files.

    A pipeline takes their contents along when it is saved, so that it needs the files no
    more.

    path (Union[str, Path]): The (main) file. It is read at once if it is there;
        else the contents must come from a saved pipeline (`from_bytes`).
    """

    def __init__(self, path: Union[str, Path]):
        self.path = Path(path)
        self._set_texts(read_texts(self.paths()))

    def paths(self) -> Dict[str, Path]:
        """Name the files by what they are: "main" and others."""
        return {"main": self.path}

    def load(self) -> None:
        """Make what `read` needs of `self.texts`."""
        raise NotImplementedError

    def read(self, words: List[str]) -> List[str]:
        raise NotImplementedError

    def __call__(self, words: List[str]) -> List[str]:
        """Transcribe words.

        RAISES (FileNotFoundError): If there is no file, and no saved contents.
        """
        if "main" not in self.texts:
            raise FileNotFoundError(
                f"There is no G2P file '{self.path}'. Give its path from the current "
                "folder, or save the pipeline (nlp.to_disk) where the file is: a saved "
                "pipeline takes it along."
            )
        return self.read(words)

    def to_bytes(self) -> bytes:
        return srsly.msgpack_dumps(self.texts)

    def from_bytes(self, data: bytes) -> "FileSource":
        self._set_texts(srsly.msgpack_loads(data))
        return self

    def _set_texts(self, texts: Dict[str, str]) -> None:
        self.texts = texts
        if "main" in texts:
            self.load()

    def __reduce__(self):
        # Epitran's compiled rules do not pickle.
        return restore, (type(self), (self.path,), self.to_bytes())


def read_texts(paths: Dict[str, Path]) -> Dict[str, str]:
    """Read those of some files that are there."""
    return {
        name: path.read_text(encoding="utf-8-sig")
        for name, path in paths.items()
        if path.is_file()
    }


def restore(cls: Type[FileSource], args: tuple, data: bytes) -> FileSource:
    """Unpickle a source."""
    return cls(*args).from_bytes(data)
