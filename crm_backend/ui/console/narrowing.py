"""What the list of conversations is narrowed to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from crm_backend.needs.catalogue import PRIORITIES, need_ids


@dataclass(frozen=True)
class Narrowed:
    """An empty text narrows nothing."""

    words: str = ""
    need: str = ""
    priority: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Narrowed":
        """What is not one of the choices counts as not chosen."""
        need, priority = query.get("need", ""), query.get("priority", "")
        return cls(
            words=query.get("q", "").strip()[:200],
            need=need if need in need_ids() else "",
            priority=priority if priority in PRIORITIES else "",
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.need or self.priority)

    def address(self, tab: str) -> str:
        """The tab with the same narrowing."""
        named = {"tab": tab, "q": self.words, "need": self.need, "priority": self.priority}
        return f"/console?{urlencode({name: value for name, value in named.items() if value})}"
