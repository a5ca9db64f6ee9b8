from pydantic import TypeAdapter

from crm_backend.channels.schemas import Cursor
from crm_backend.conversations.reading import FEED_CONVERSATIONS
from crm_backend.conversations.rules import write_cursor
from crm_backend.kit.ids import new_id


def test_the_cursor_of_a_customer_with_many_conversations_is_taken_back() -> None:
    longest = write_cursor({new_id(): 10_000_000 for _ in range(FEED_CONVERSATIONS)})

    TypeAdapter(Cursor).validate_python(longest)
