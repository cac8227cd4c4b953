"""Where a crawl may go: http and https, public addresses, and the sites that were asked for.

Promises: a host is resolved once, every address that it has is checked, and the connection goes to one of
those that were; a redirect is checked like any other address.
Refuses: private, reserved, multicast addresses in all their disguises; ports but 80 and 443; hosts of other
registered domains. Loopback is open only to what a loopback source leads to.
Caveat: registered domains come from a small rule for .cn and its like, not from the public suffix list.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, urlsplit

from scraper.address import PORTS
from scraper.errors import ForbiddenAddress, Unreachable
from scraper.posting import MAX_ADDRESS
from scraper.public import is_public, read_literal

MAX_ADDRESSES = 6  # of one host are tried in turn; of a hundred dead ones each would take its timeout
Resolver = Callable[[str, int], Awaitable[list[str]]]

# letters of any script, for sources; what else stands in a name is read in two ways by two readers
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?:\.(?!-)[\w-]{1,63})*\.?")
_GENERIC = frozenset({"ac", "co", "com", "edu", "gov", "mil", "net", "org"})
_CN_PROVINCES = frozenset(
    re.findall("..", "ahbjcqfjgdgsgxgzhahbhehihkhlhnjljsjxlnmonmnxqhscsdshsnsxtjtwxjxzynzj")
)


@dataclass(frozen=True)  # no slots: keys are put together once
class Target:
    """An address that was checked: connect to one of `addresses`, and to nothing else."""

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What shares one delay: the registered domain, and each address (on loopback: with its port)."""
        return site_of(self.url), *map(self._address_key, self.addresses)

    def _address_key(self, address: str) -> str:
        return f"address {address}" + (f" {self.port}" if ipaddress.ip_address(address).is_loopback else "")


def registered_domain(host: str) -> str:
    """The part of a host name that one body registers; an IP address is its own.

    >>> [registered_domain(host) for host in ("www.xx.gov.cn", "a.b.sh.cn", "www.example.org")]
    ['xx.gov.cn', 'b.sh.cn', 'example.org']
    """
    host = host.lower().rstrip(".")
    labels = host.split(".")
    if read_literal(host) is not None or len(labels) < 3:
        return host
    is_second_level = len(labels[-1]) == 2 and labels[-2] in _GENERIC
    is_province = labels[-1] == "cn" and labels[-2] in _CN_PROVINCES
    return ".".join(labels[-3:] if is_second_level or is_province else labels[-2:])


def site_of(url: str) -> str:
    """What is crawled one request at a time: a registered domain, or a port of loopback.

    >>> site_of("https://www.xx.gov.cn/zwgk/"), site_of("http://127.0.0.1:8001/a")
    ('xx.gov.cn', '127.0.0.1:8001')
    """
    host = host_of(url) or ""
    if is_loopback_url(url):
        parts = urlsplit(url)
        return f"{host}:{parts.port or PORTS.get(parts.scheme, 80)}"
    return registered_domain(host)


def is_loopback_url(url: str) -> bool:
    """True where the host is written as loopback: `localhost`, 127.0.0.0/8 or ::1.

    >>> is_loopback_url("http://127.0.0.1:8000/"), is_loopback_url("http://127.1/")
    (True, False)
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    literal = read_literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, from the system's resolver; Unreachable where it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(host, f"the name cannot be resolved: {error}") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def host_of(url: str) -> str | None:
    """The host of an address; None where it has none that can be read.

    >>> host_of("http://A.example/x"), host_of("http://[::1/")
    ('a.example', None)
    """
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def netloc_of(url: str) -> str:
    """Host and port as an address writes them; nothing where they cannot be read.

    >>> netloc_of("http://a.example:81/x"), netloc_of("http://[::1/")
    ('a.example:81', '')
    """
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


class Guard:
    """Checks addresses against the sources of a crawl. What was resolved is kept until `forget`."""

    def __init__(self, sources: Iterable[str], resolver: Resolver = resolve) -> None:
        self._hosts = {host_of(url) for url in sources if not is_loopback_url(url)} - {None}
        self._resolver = resolver
        self._known: dict[tuple[str, int], tuple[str, ...]] = {}

    def is_in_scope(self, url: str, source: str) -> bool:
        """True where `url` may be followed from `source`, by its name alone: nothing is resolved.

        >>> guard = Guard(["https://www.xx.gov.cn/"])
        >>> guard.is_in_scope("https://zwgk.xx.gov.cn/1", "https://www.xx.gov.cn/")
        True
        >>> guard.is_in_scope("http://127.0.0.1/", "https://www.xx.gov.cn/")
        False
        """
        try:
            parts = urlsplit(url)
            self._check_form(url, parts, source)
        except (ForbiddenAddress, ValueError):
            return False
        return True

    async def check(self, url: str, source: str) -> Target:
        """Resolve `url`, reached from `source`.

        Raises ForbiddenAddress where it may not be fetched, Unreachable where its name has no address.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise ForbiddenAddress(url, f"not an address: {error}") from error
        self._check_form(url, parts, source)
        host = parts.hostname or ""
        if (host, port) not in self._known:
            addresses = tuple(await self._resolver(host, port))
            self._check_addresses(url, host, addresses)
            self._known[host, port] = addresses[:MAX_ADDRESSES]
        return Target(url, parts.scheme, host, port, self._known[host, port])

    def forget(self, target: Target) -> None:
        """Resolve this host anew the next time: nothing answered where it was."""
        self._known.pop((target.host, target.port), None)

    def _check_form(self, url: str, parts: SplitResult, source: str) -> None:
        host = parts.hostname or ""
        if len(url) > MAX_ADDRESS:  # a request with a body is one address, and may be long
            raise ForbiddenAddress(f"{url[:100]}...", f"an address of {len(url)} characters is not fetched")
        if parts.scheme not in PORTS or not host:
            raise ForbiddenAddress(url, "only http and https addresses are fetched")
        if _HOST.fullmatch(host) is None and read_literal(host) is None:
            raise ForbiddenAddress(url, f"{host!r} is no name of a host")
        if parts.username is not None or parts.password is not None:
            raise ForbiddenAddress(url, "an address with a user name is not fetched")
        if is_loopback_url(url):
            if not is_loopback_url(source):
                raise ForbiddenAddress(url, "loopback is fetched only for a loopback source")
            return
        if parts.port not in (None, *PORTS.values()):
            raise ForbiddenAddress(url, f"port {parts.port} is not fetched: only 80 and 443")
        asked = registered_domain(urlsplit(source).hostname or "")
        if host not in self._hosts and registered_domain(host) != asked:
            raise ForbiddenAddress(url, f"the host is not of the sites asked for ({asked})")

    @staticmethod
    def _check_addresses(url: str, host: str, addresses: tuple[str, ...]) -> None:
        if not addresses:
            raise Unreachable(url, "the name has no address")
        for address in addresses:
            literal = read_literal(address)
            is_own = is_loopback_url(url) and literal is not None and literal.is_loopback
            if not is_own and not is_public(address):
                raise ForbiddenAddress(url, f"{host} leads to {address}, which is no public address")
