"""A bounded memory of what was used last."""

from typing import Dict, Generic, Hashable, Iterator, Optional, Tuple, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """Remembers values by key: those that were used last, at most `size` of them, which
    is two or more.

    It has two halves. A value goes to the new half when it comes in or is asked for;
    when that is full, it becomes the old half, and what was old is forgotten: nearly
    the least recently used, without any order to keep up.
    """

    def __init__(self, size: int):
        self.size = size
        self._new: Dict[Key, Value] = {}
        self._old: Dict[Key, Value] = {}

    def get(self, key: Key) -> Optional[Value]:
        value = self._new.get(key)
        if value is None and self._old:
            value = self._old.get(key)
            if value is not None:
                self[key] = value
        return value

    def __setitem__(self, key: Key, value: Value) -> None:
        if len(self._new) >= max(1, self.size // 2):
            self._new, self._old = {}, self._new
        self._new[key] = value

    def items(self) -> Iterator[Tuple[Key, Value]]:
        """YIELDS (Tuple[Key, Value]): What was used last comes last."""
        yield from (item for item in self._old.items() if item[0] not in self._new)
        yield from self._new.items()

    def __len__(self) -> int:
        return sum(1 for _ in self.items())

    def clear(self) -> None:
        self._new, self._old = {}, {}
