from crm_backend.demo.schemas import CastMember, CastOrder
from crm_backend.kit.texts import text
from crm_backend.ui.shop.hints import hints, sample

LI = CastMember(
    "li", "李", "zh", "+8613800138000", "li@example.com", (CastOrder("A1", "paid"), CastOrder("A2", "shipped"))
)
EMMA = CastMember("emma", "Emma", "en", "+12025550143", "e@example.com", (CastOrder("B1", "delivered"),))


def say_in(language: str):  # type: ignore[no-untyped-def]
    return lambda key, **params: text(f"shop.{key}", language, **params)


def test_the_questions_name_real_orders() -> None:
    questions = hints([EMMA, LI], "en", say_in("en"))
    assert "Where is my order A2?" in questions
    assert "I want to cancel order A1" in questions
    assert all("{" not in question for question in questions)


def test_without_orders_there_are_still_questions() -> None:
    assert hints([], "zh", say_in("zh")) == ["我的快递到哪了？", "帮我转人工客服"]


def test_a_sample_comes_with_the_contacts_that_prove_it() -> None:
    assert sample([EMMA, LI], "en") == {"order": "A2", "phone": "+8613800138000", "email": "li@example.com"}
    assert sample([EMMA, LI], "en", ["delivered"]) == {"order": "B1", "phone": EMMA.phone, "email": EMMA.email}
    assert sample([EMMA], "en") is None
