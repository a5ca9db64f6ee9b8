from tests.crm_backend.ledger import Ledger
from tests.crm_backend.replies.conftest import FACT, Texts, fact


async def test_a_turn_tells_the_assistant_that_texts_were_edited(ledger: Ledger, texts: Texts) -> None:
    visitor = await ledger.visitor()
    await ledger.write(visitor, "hello", "c1")
    await ledger.dispatch()
    await texts.publish(FACT, fact("30"))
    await ledger.write(visitor, "hello again", "c2")
    await ledger.dispatch()
    told = [request["metadata"]["replies_version"] for request in ledger.assistant.asked]
    assert (told[0], told[-1]) == (0, 1)
