"""Bounded memories of what was used last.

They count entries, so what is long is not remembered: memory is bounded in bytes too.
"""

from functools import lru_cache, wraps
from typing import (
    Any,
    Callable,
    Dict,
    Generic,
    Hashable,
    Iterator,
    Optional,
    Tuple,
    TypeVar,
)

# The most letters of a word, or segments, that is remembered: hardly any has more.
LONGEST = 64

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class LRUCache(Generic[Key, Value]):
    """Remember values by key: nearly the least recently used are forgotten.

    It has two halves. A value goes to the new half when it comes in or is asked for;
    when that is full, it becomes the old half, and what was old is forgotten. So there
    is no order to keep up, which takes cachetools' LRUCache three times as long.

    size (int): The most values to remember: two or more.
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
        """Go through keys and values; what was used last comes last."""
        # Other threads may go on remembering meanwhile.
        new, old = dict(self._new), dict(self._old)
        yield from (item for item in old.items() if item[0] not in new)
        yield from new.items()

    def __len__(self) -> int:
        return sum(1 for _ in self.items())

    def clear(self) -> None:
        self._new, self._old = {}, {}


def remember_short(size: int) -> Callable[[Callable], Callable]:
    """Make a decorator like `lru_cache`, which remembers nothing of a long first argument.

    size (int): The most answers to remember.
    """

    def decorate(function: Callable) -> Callable:
        remembered = lru_cache(maxsize=size)(function)

        @wraps(function)
        def call(text: Any, *args: Any) -> Any:
            return (remembered if len(text) <= LONGEST else function)(text, *args)

        return call

    return decorate
