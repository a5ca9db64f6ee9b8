"""What the shop page proposes to try in the chat, with real order ids of the demo."""

from collections.abc import Callable, Sequence

Say = Callable[..., str]


def hints(cast, say):
    return [say("try_orders"), say("try_person")]


def sample(cast):
    return None
