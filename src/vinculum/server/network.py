"""
Ask addresses outside of this server for scripts, within what the operator has allowed.

Owns the way of one request: every hop is checked by host and by address, the connection goes to
the address that was checked, and time and size end it.
Never keeps a connection or a cookie, never reads proxies or passwords from the environment.
Next door: automation/network.py has the protocol and the list of hosts, addresses.py the judgement.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from vinculum.automation.network import AllowedHosts
from vinculum.script.diagnostics import Fault
from vinculum.script.host import UrlRequest, UrlResponse
from vinculum.server.addresses import is_public

if TYPE_CHECKING:
    import httpx

MAX_HOPS = 5
MAX_RESPONSE = 10_000_000
MAX_REQUEST = 10_000_000
CONNECT_SECONDS = 10.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
KEEPING_METHOD = frozenset({307, 308})
# What belongs to the connection is not a script's to say.
RESERVED = frozenset(
    "host connection content-length transfer-encoding upgrade te trailer expect keep-alive"
    " accept-encoding proxy-authorization proxy-connection".split()
)
# What proves who asks is meant for the host that the script named.
PERSONAL = frozenset({"authorization", "cookie", "x-api-key"})
_QUERY_METHODS = frozenset({"GET", "DELETE"})
_FORM = "application/x-www-form-urlencoded"

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Sending(NamedTuple):
    """What goes to one address."""

    method: str
    url: httpx.URL
    headers: Mapping[str, str]
    body: bytes
    files: Sequence[tuple[str, tuple[str, bytes, str]]] = ()
    form: Mapping[str, str] = {}


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class OuterNetwork:
    """
    The world outside. `private` lets hosts be on private networks, `resolve` looks names up,
    `verify` is what certificates are checked with.
    """

    def __init__(
        self,
        hosts: AllowedHosts,
        *,
        private: bool = False,
        resolve: Resolve = resolve,
        verify: ssl.SSLContext | bool = True,
    ) -> None:
        self._hosts = hosts
        self._private = private
        self._resolve = resolve
        self._verify = verify

    def fetch(self, request: UrlRequest, seconds: float) -> UrlResponse:
        """Ask an address; called on a thread that runs no event loop. Raises Fault."""
        if request.connection:
            raise Fault(
                f"there is no connection `{request.connection[:60]}` to other hosts;"
                " put what proves who asks into `headers`"
            )
        return asyncio.run(self._within(request, seconds))

    async def _within(self, request: UrlRequest, seconds: float) -> UrlResponse:
        import httpx  # noqa: PLC0415 - most servers never ask anybody, and start sooner.

        try:
            async with asyncio.timeout(seconds):
                return await self._follow(_sending(request))
        except TimeoutError:
            raise Fault(
                f"`{_short(request.url)}` did not answer within {seconds:g} seconds"
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise Fault(f"`{_short(request.url)}` could not be called: {reason[:200]}") from None

    async def _follow(self, sending: Sending) -> UrlResponse:
        for _ in range(MAX_HOPS + 1):
            address = await self._checked(sending.url)
            response, location = await self._ask(sending, address)
            if location is None:
                return response
            sending = _redirected(sending, location, response.status)
        raise Fault(f"`{_short(str(sending.url))}` redirects more than {MAX_HOPS} times")

    async def _checked(self, url: httpx.URL) -> str:
        """The address to connect to, if host and all of its addresses may be called."""
        if url.scheme not in {"http", "https"} or not url.host:
            raise Fault(f"`{_short(str(url))}` is no address of http or https")
        if url.userinfo:
            raise Fault("an address may not hold a password; put it into `headers`")
        host = url.raw_host.decode("ascii").lower()
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        if not self._hosts.allows(url.scheme, host, port):
            raise Fault(
                f"`{host}:{port}` may not be called; the setting `script_hosts` would allow it"
            )
        addresses = await self._resolve(host, port)
        if not addresses:
            raise Fault(f"`{host}` has no address")
        private = [each for each in addresses if not is_public(each)]
        if private and not self._private:
            raise Fault(
                f"`{host}` is on a private network ({private[0]});"
                " the setting `script_private_addresses` would allow it"
            )
        return addresses[0]

    async def _ask(self, sending: Sending, address: str) -> tuple[UrlResponse, str | None]:
        """Send to an address that was checked; the name stays in the request and certificate."""
        import httpx  # noqa: PLC0415 - see above.

        url = sending.url
        timeout = httpx.Timeout(None, connect=CONNECT_SECONDS)
        async with (
            httpx.AsyncClient(
                trust_env=False, verify=self._verify, timeout=timeout, follow_redirects=False
            ) as client,
            client.stream(
                sending.method,
                url.copy_with(host=address),
                headers={
                    "user-agent": "Vinculum",
                    "accept": "*/*",
                    **sending.headers,
                    "host": url.netloc.decode("ascii"),
                    "accept-encoding": "identity",
                    "connection": "close",
                },
                content=sending.body if not sending.files else None,
                data=dict(sending.form) if sending.files else None,
                files=list(sending.files) or None,
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            ) as response,
        ):
            location = response.headers.get("location")
            if response.status_code in REDIRECTS and location:
                return UrlResponse(status=response.status_code), location
            content = await _read(response)
            return _response(response, content), None


async def _read(response: httpx.Response) -> bytes:
    """Read a body in pieces, unpacked, and stop when it is too large."""
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    unpack = zlib.decompressobj(wbits=47) if packed in {"gzip", "x-gzip", "deflate"} else None
    if unpack is None and packed not in {"", "identity"}:
        raise Fault(f"the answer is packed as `{packed[:30]}`, which was not asked for")
    content = bytearray()
    async for piece in response.aiter_raw():
        room = MAX_RESPONSE + 1 - len(content)
        try:
            content += piece if unpack is None else unpack.decompress(piece, room)
        except zlib.error:
            raise Fault("the answer is packed in a broken way") from None
        if len(content) > MAX_RESPONSE:
            raise Fault(f"the answer is larger than {MAX_RESPONSE} bytes")
    return bytes(content)


def _response(response: httpx.Response, content: bytes) -> UrlResponse:
    kind, _, more = response.headers.get("content-type", "").partition(";")
    charset = more.partition("charset=")[2].partition(";")[0].strip(' "') or "utf-8"
    return UrlResponse(
        status=response.status_code,
        headers=dict(response.headers.items()),
        content=content,
        content_type=kind.strip(),
        charset=charset,
    )


def _sending(request: UrlRequest) -> Sending:
    """Put a request's parts where its verb has them: query, form, body, or form with files."""
    import httpx  # noqa: PLC0415 - see above.

    headers = {name.lower(): value for name, value in request.headers.items()}
    forbidden = sorted(headers.keys() & RESERVED)
    if forbidden:
        raise Fault(f"the header `{forbidden[0]}` is not a script's to set")
    url, method, given = httpx.URL(request.url.strip()), request.method.upper(), request.parameters
    if len(request.body or "") + sum(len(file.content) for file in request.files) > MAX_REQUEST:
        raise Fault(f"a request has at most {MAX_REQUEST} bytes")
    if isinstance(given, Mapping) and method in _QUERY_METHODS:
        url = url.copy_merge_params(dict(given))
        given = None
    if request.files:
        form = dict(given) if isinstance(given, Mapping) else {}
        parts = [
            (f.parameter or "file", (f.name, f.content, f.content_type)) for f in request.files
        ]
        return Sending(method, url, headers, b"", parts, form)
    if isinstance(given, Mapping):
        headers.setdefault("content-type", request.content_type or _FORM)
        return Sending(method, url, headers, urlencode(given).encode())
    text = request.body if given is None else given
    if text is not None and request.content_type:
        headers.setdefault("content-type", request.content_type)
    return Sending(method, url, headers, (text or "").encode("utf-8", "replace"))


def _redirected(before: Sending, location: str, status: int) -> Sending:
    """The next hop: what proves who asks stays behind when the host changes."""
    url = before.url.join(location)
    headers = dict(before.headers)
    if (url.scheme, url.netloc) != (before.url.scheme, before.url.netloc):
        headers = {name: value for name, value in headers.items() if name not in PERSONAL}
    if status in KEEPING_METHOD or before.method == "GET":
        return before._replace(url=url, headers=headers)
    headers.pop("content-type", None)
    return Sending("GET", url, headers, b"")


def _short(url: str) -> str:
    """An address as messages show it: without its query, which may hold secrets."""
    return url.partition("?")[0][:100]
