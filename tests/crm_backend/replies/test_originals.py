from crm_backend.replies.originals import read_originals, shipped_facts
from crm_backend.replies.rules import check
from crm_backend.replies.schemas import FactContent, ReplyContent


def test_every_reply_of_the_domain_can_be_edited_in_both_languages() -> None:
    replies = {name: one.content for name, one in read_originals().items() if isinstance(one.content, ReplyContent)}
    assert len(replies) > 80
    for name, content in replies.items():
        assert {variant.language for variant in content.variants} == {"en", "zh"}, name


def test_what_ships_passes_its_own_check() -> None:
    originals = read_originals()
    facts = {name for name, one in originals.items() if isinstance(one.content, FactContent)}
    for original in originals.values():
        check(original, original.content, facts)


def test_facts_say_what_they_are() -> None:
    facts = {name: one for name, one in read_originals().items() if isinstance(one.content, FactContent)}
    assert all(set(fact.means) == {"en", "zh"} for fact in facts.values())
    assert not any(name.startswith("utter_") for name in facts)
    assert set(shipped_facts()["en"]) == set(shipped_facts()["zh"]) == set(facts)
