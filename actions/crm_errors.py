"""What the CRM can answer instead of what was asked for."""


class CrmError(Exception):
    """The CRM said no; `code` as it named the reason."""

    def __init__(self, code: str, /, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class CrmUnavailable(CrmError):
    """The CRM is away, too slow, or answered what nobody can use."""


class ProofNeeded(CrmError):
    """A visitor has to show that the order is theirs."""


class ProofWrong(CrmError):
    """Phone or e-mail does not belong to the order."""

    @property
    def tries_left(self) -> int:
        """How often the customer may still try."""
        left = self.details.get("tries_left", 0)
        return left if isinstance(left, int) else 0


class OrderLocked(CrmError):
    """Too many wrong tries: only a person can help now."""


class OrderNotFound(CrmError):
    """Not among the orders of this customer."""


class BadOrderId(CrmError):
    """Can't be an order id."""


class ContactUnreadable(CrmError):
    """Neither a phone number nor an e-mail address."""


class NotPossible(CrmError):
    """Not with the order as it stands, too late, or asked for already."""

    @property
    def operation(self) -> str:
        """What was asked for."""
        return str(self.details.get("operation", ""))

    @property
    def state(self) -> str:
        """In which state the order is."""
        return str(self.details.get("state", ""))

    @property
    def reason(self) -> str:
        """`state`, `too_late` or `requested`."""
        return str(self.details.get("reason", ""))


class DetailsInvalid(CrmError):
    """The change can't be made like this; `problem` says what is wrong with it."""

    @property
    def problem(self) -> str:
        """Such as `address` or `items_none`."""
        return str(self.details.get("problem", ""))


class ChangeExpired(CrmError):
    """The confirmation came too late."""


class ChangeDropped(CrmError):
    """The change was withdrawn, or a newer one took its place."""


class ChangeNotFound(CrmError):
    """No such change in this conversation."""


class NoneLeft(CrmError):
    """No solution fits, or all that do were shown."""


class ProposalNotFound(CrmError):
    """No such proposal in this conversation."""


_BY_CODE: dict[str, type[CrmError]] = {
    "orders.proof_needed": ProofNeeded,
    "orders.proof_wrong": ProofWrong,
    "orders.locked": OrderLocked,
    "orders.not_found": OrderNotFound,
    "orders.bad_id": BadOrderId,
    "orders.contact_unreadable": ContactUnreadable,
    "orders.not_possible": NotPossible,
    "orders.details_invalid": DetailsInvalid,
    "orders.change_expired": ChangeExpired,
    "orders.change_dropped": ChangeDropped,
    "orders.change_not_found": ChangeNotFound,
    "solutions.none_left": NoneLeft,
    "solutions.proposal_not_found": ProposalNotFound,
}


def error_for(code: str, details: dict[str, object]) -> CrmError:
    """The named error of a code; CrmUnavailable for one that no action can act on."""
    return _BY_CODE.get(code, CrmUnavailable)(code, **details)
