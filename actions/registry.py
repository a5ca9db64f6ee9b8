"""Every action of the server, built by hand: nothing is searched for, nothing registers itself."""

from zoneinfo import ZoneInfo

from actions.answers import Affirm, Deny, Nevermind
from actions.base import RapportAction
from actions.cancel import AskDecision, FinishCancel, StartCancel, ValidateCancelForm
from actions.close import Goodbye, LogConversation
from actions.crm_client import Crm
from actions.csat import Comment, Rate
from actions.details import TakeDetails
from actions.fallback import NotUnderstood
from actions.feedback import Complaint, Praise, Suggestion
from actions.forms import AskOrder, AskProof
from actions.handoff import HandOver
from actions.order_status import OrderStatusAside, StartOrderStatus, TellOrderStatus, ValidateOrderStatusForm
from actions.privacy import PassOnPrivacy, PrivacyRequest
from actions.requests import AskRequestDecision, AskWish, FinishRequest, StartRequest, ValidateRequestForm
from actions.small_talk import (
    Capabilities,
    DontKnow,
    Greet,
    OutOfScope,
    Reminder,
    Returned,
    Thanks,
)
from actions.solutions import Answer, SolutionHelped, SolutionNotHelped

ACTIONS: tuple[type[RapportAction], ...] = (
    *(Greet, Thanks, Capabilities, OutOfScope, DontKnow, Reminder, Returned),
    *(StartOrderStatus, ValidateOrderStatusForm, TellOrderStatus, OrderStatusAside),
    *(StartCancel, ValidateCancelForm, AskDecision, FinishCancel),
    *(StartRequest, ValidateRequestForm, AskWish, AskRequestDecision, FinishRequest),
    *(AskOrder, AskProof, Affirm, Deny, Nevermind, NotUnderstood, HandOver),
    *(Answer, SolutionHelped, SolutionNotHelped, TakeDetails, PrivacyRequest, PassOnPrivacy),
    *(Praise, Suggestion, Complaint),
    *(Goodbye, LogConversation, Rate, Comment),
)


def all_actions(crm: Crm, zone: ZoneInfo) -> list[RapportAction]:
    """One instance of each."""
    return [action(crm, zone) for action in ACTIONS]
