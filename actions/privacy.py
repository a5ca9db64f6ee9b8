"""What customers may ask about their own data. The assistant takes it up; a colleague does it."""

import re
from contextlib import suppress

from actions.base import RapportAction
from actions.crm_errors import CrmUnavailable, NoneLeft
from actions.gathering import gathered, reading_of
from actions.handoff import hand_over
from actions.needs import PRIVACY
from actions.safety import Heedful
from actions.solutions import aside, proposed
from actions.turn import Events, Turn, slots
from rapport_text.normalise import normalise

_WISHES = {
    "stop_advertising": re.compile(
        r"\b(?:unsubscribe|newsletters?|marketing|advert\w*|ads|spam\w*|promotional|mailing list)\b"
        r"|\bstop (?:texting|calling|e-?mailing|sending|bothering)|\btake me off\b"
        r"|广告|推销|营销|退订|骚扰|(?:别|不要|停止|不想).{0,6}(?:再)?(?:发|推送|收到).{0,6}(?:短信|邮件|消息"
        r"|推送)|推送"
    ),
    "erase": re.compile(
        r"\b(?:erase|delete|deletion|remove|forget me|forgotten|wipe|close my account|closing my account|destroy)\b"
        r"|注销|销户|删除?|清除|清空|抹掉|销毁"
    ),
    "correct": re.compile(
        r"\b(?:correct|rectify|misspelled|spelled wrong|wrong (?:name|birthday|address)|update my)\b|更正|改正"
        r"|改一下|写错|登记错|填错|不对"
    ),
    "export": re.compile(
        r"\b(?:copy|export|download|what (?:data|information|info|do you (?:have|know|store|hold)))\b"
        r"|\bdata (?:do|you|about)\b"
        r"|导出|副本|一份|下载|哪些(?:个人)?(?:信息|资料|数据)|存了?(?:我的?)?(?:什么|哪些)|收集了"
    ),
}


def privacy_wish(text: str) -> str | None:
    """export, erase, correct or stop_advertising; None if it can't be told."""
    plain = normalise(text).lower().replace("’", "'")
    return next((wish for wish, shape in _WISHES.items() if shape.search(plain)), None)


class PrivacyRequest(Heedful):
    """Says what is possible, makes sure what is wanted, and that it is the customer who wants it."""

    action_name = "action_privacy_request"

    async def act(self, turn: Turn) -> Events:
        """In the middle of a form the answer is short, and the form goes on."""
        question = str((turn.slot("question") if turn.pressed else None) or turn.text)
        if turn.form:
            return await aside(turn, self.crm, PRIVACY, question)
        wish = turn.entity("wanted") or privacy_wish(turn.text)
        if wish not in _WISHES:
            turn.say("utter_privacy_which")
            return slots(need=PRIVACY, question=question, asking="need", met=False)
        await self._explain(turn, question)
        return [*self._ask(turn, wish), *slots(need=PRIVACY, question=question, wanted=wish, met=False)]

    async def _explain(self, turn: Turn, question: str) -> None:
        with suppress(NoneLeft, CrmUnavailable):
            shown = await proposed(turn, self.crm, PRIVACY, question, None)
            turn.say("utter_solution_aside", title=shown["title"], body=shown["body"])

    def _ask(self, turn: Turn, wish: str) -> Events:
        if not turn.verified:
            turn.say("utter_privacy_identity")
            return slots(asking="details")
        turn.say(f"utter_privacy_confirm_{wish}")
        return slots(asking="privacy")


class PassOnPrivacy(RapportAction):
    """The customer confirmed what shall be done with their data."""

    action_name = "action_pass_on_privacy"

    async def act(self, turn: Turn) -> Events:
        """See `pass_on`."""
        return await pass_on(turn, self)


async def pass_on(turn: Turn, action: RapportAction) -> Events:
    """To a colleague: nothing is exported, erased or changed here."""
    reading = await reading_of(turn, action.crm)
    wish = turn.entity("wanted") or turn.slot("wanted")
    return hand_over(turn, "other_request", gathered(turn, reading, need=PRIVACY, data_wish=wish))
