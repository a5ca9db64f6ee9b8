"""Are the ports free? Asked before anything slow begins."""

import errno
import socket

from crm_backend.commands.instances import at_port
from crm_backend.commands.words import Stop


def is_free(host: str, port: int) -> bool:
    """Could we listen there now? Stop if there is no such address on this machine."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise Stop("no_such_host", host=host) from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            if problem.errno == errno.EACCES:
                raise Stop("port_forbidden", port=port) from None
            if problem.errno == errno.EADDRNOTAVAIL:
                raise Stop("no_such_host", host=host) from None
            raise
    return True


def any_free(host: str) -> int:
    """A port that nobody listens at."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def public_port(host: str, port: int) -> int:
    """The port for people; 0 means any. Stop, naming who holds it, if it is taken."""
    if port == 0:
        return any_free(host)
    if is_free(host, port):
        return port
    other = at_port(port)
    if other is not None:
        raise Stop("port_ours", port=port, data=str(other.data), pid=other.pid)
    raise Stop("port_taken", port=port, other=port + 1)


def inner_port(wished: int | None, usual: int, option: str) -> int:
    """A port on loopback: the one that was asked for or Stop; else the usual one, or any that is free."""
    if wished is None:
        return usual if is_free("127.0.0.1", usual) else any_free("127.0.0.1")
    if wished and not is_free("127.0.0.1", wished):
        raise Stop("inner_port_taken", port=wished, option=option)
    return wished or any_free("127.0.0.1")
