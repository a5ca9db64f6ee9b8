"""Articles of a catalogue in a text: by name, by what is salient in a name, in any case, width and spacing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapport_text.entities import Entity
from rapport_text.normalise import lowered, normalise, simplified
from rapport_text.product_forms import forms_of

_SKIPPED = " -\t\n·'’_"
_KEY = 2  # characters by which names are looked up


class ProductFinder:
    """Finds the longest name at each place in one pass; what would mean several products equally well is no name."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._products = _unambiguous(names)
        lengths: dict[str, set[int]] = defaultdict(set)
        for form in self._products:
            lengths[form[:_KEY]].add(len(form))
        self._lengths = {key: sorted(found, reverse=True) for key, found in lengths.items()}

    def find(self, text: str) -> list[Entity]:
        """Entities "product" whose value is the product's id, in the order of the text, none within another."""
        plain = comparable(text)
        kept = [place for place, character in enumerate(plain) if character not in _SKIPPED]
        compact = "".join([plain[place] for place in kept])
        found, position = [], 0
        while position < len(compact) - 1:
            end = self._longest(plain, compact, kept, position)
            if end:
                product = self._products[compact[position:end]]
                found.append(Entity("product", kept[position], kept[end - 1] + 1, product))
            position = end or position + 1
        return found

    def _longest(self, plain: str, compact: str, kept: list[int], start: int) -> int:
        """Where the longest name that begins here ends; 0 if none does."""
        lengths = self._lengths.get(compact[start : start + _KEY])
        if lengths is None or not _is_border(plain, kept[start]):
            return 0
        for length in lengths:
            end = start + length
            if end <= len(compact) and compact[start:end] in self._products and _ends_well(plain, kept[end - 1] + 1):
                return end
        return 0


def comparable(text: str) -> str:
    """Text as names are compared: half-width, simplified, in lower case. Same length."""
    return lowered(simplified(normalise(text)))


def _unambiguous(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each form with the one product it means: the full name of one before a short form of another."""
    ranked: dict[str, dict[str, int]] = defaultdict(dict)
    for product, name in names:
        for form, rank in _compact_forms(name):
            ranked[form][product] = min(rank, ranked[form].get(product, rank))
    chosen = {}
    for form, products in ranked.items():
        best = min(products.values())
        meant = [product for product, rank in products.items() if rank == best]
        if len(meant) == 1:
            chosen[form] = meant[0]
    return chosen


def _compact_forms(name: str) -> Iterator[tuple[str, int]]:
    for form, rank in forms_of(simplified(normalise(name))):
        compact = "".join(c for c in comparable(form) if c not in _SKIPPED)
        if len(compact) >= _KEY:
            yield compact, rank


def _is_border(plain: str, place: int) -> bool:
    """Whether a word may begin here: not in the middle of a Latin word or a number."""
    return place == 0 or not _same_kind(plain[place - 1], plain[place])


def _ends_well(plain: str, place: int) -> bool:
    if place >= len(plain) or not _same_kind(plain[place - 1], plain[place]):
        return True
    return plain[place] == "s" and (place + 1 >= len(plain) or not _same_kind("s", plain[place + 1]))


def _same_kind(one: str, other: str) -> bool:
    if not (one.isascii() and other.isascii()):
        return False
    return (one.isalpha() and other.isalpha()) or (one.isdigit() and other.isdigit())
