"""The network address a request comes from: what rates, wrong proofs and wrong log-ins are counted by."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

from crm_backend.kit.web import SETTINGS

Address = IPv4Address | IPv6Address


def address_of(request: web.Request) -> str:
    """The network address of whoever asks, through the proxies that the settings trust."""
    forwarded = request.headers.getall("X-Forwarded-For", [])
    return client_address(request.remote, forwarded, request.app[SETTINGS].trusted_proxies)


def client_address(peer: str | None, forwarded: Sequence[str], trusted: Sequence[str]) -> str:
    """The nearest hop that is no proxy of ours; an IPv6 address stands for its /64 network.

    `forwarded` are the X-Forwarded-For headers: believed from the right, as long as the hop before is trusted.
    """
    nearest = _parse(peer or "")
    if nearest is None:
        return "unknown"
    for hop in reversed([part for header in forwarded for part in header.split(",")]):
        if not _is_trusted(nearest, trusted):
            break
        before = _parse(hop)
        if before is None:
            break
        nearest = before
    return _counted(nearest)


def _parse(text: str) -> Address | None:
    bare = text.strip().strip('"').partition("%")[0]
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_trusted(address: Address, trusted: Sequence[str]) -> bool:
    networks = (ip_network(entry, strict=False) for entry in trusted)
    return any(address.version == network.version and address in network for network in networks)


def _counted(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address)
