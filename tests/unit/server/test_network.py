"""Scripts ask other hosts only where the operator allows it, and nothing that answers can harm."""

from __future__ import annotations

import datetime as dt
import gzip
import re
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from vinculum.automation.network import AllowedHosts, read_hosts
from vinculum.script.diagnostics import Fault
from vinculum.script.host import UrlRequest
from vinculum.script.values import File
from vinculum.server.addresses import is_public
from vinculum.server.network import MAX_RESPONSE, OuterNetwork

SECONDS = 5.0


class Quiet(ThreadingHTTPServer):
    """A server that remembers what it was asked, and whose clients may go away."""

    daemon_threads = True
    seen: list[tuple[str, str, dict[str, str], bytes]]

    def handle_error(self, *_):
        pass


class Answers(BaseHTTPRequestHandler):
    """A site that answers by path, and remembers what it was asked."""

    protocol_version = "HTTP/1.1"
    server: Quiet

    def log_message(self, *_):
        pass

    def answer(self):
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers, body))
        getattr(self, "on_" + self.path.strip("/").split("?")[0].split("/")[0], self.on_)()

    def __getattr__(self, name):
        """Answer every verb alike."""
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def send(self, body, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def on_(self):
        self.send(b'{"a":1}', Content_Type="application/json; charset=utf-8")

    def on_latin(self):
        self.send("é".encode("latin-1"), Content_Type="text/plain;charset=latin-1")

    def on_moved(self):
        self.send(b"", 302, Location=self.path.partition("to=")[2])

    def on_kept(self):
        self.send(b"", 307, Location="/")

    def on_round(self):
        self.send(b"", 302, Location="/round")

    def on_slow(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(60):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def on_endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        for _ in range(MAX_RESPONSE // 100_000 + 20):
            self.wfile.write(b"x" * 100_000)

    def on_bomb(self):
        self.send(gzip.compress(b"\0" * (MAX_RESPONSE + 1)), Content_Encoding="gzip")

    def on_packed(self):
        self.send(gzip.compress(b"unpacked"), Content_Encoding="gzip")

    def on_torn(self):
        self.send(b"no gzip", Content_Encoding="gzip")

    def on_odd(self):
        self.send(b"odd", Content_Encoding="br")

    def on_cut(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"short")
        self.close_connection = True


@pytest.fixture
def site():
    server = Quiet(("127.0.0.1", 0), Answers)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def at_home(_host, _port):
    return ["127.0.0.1"]


def port(site):
    return site.server_address[1]


def network(site, *, private=True, resolve=at_home, verify=True):
    hosts = AllowedHosts(patterns=(f"api.test:{port(site)}", f"other.test:{port(site)}"))
    return OuterNetwork(hosts, private=private, resolve=resolve, verify=verify)


def ask(site, path="/", seconds=SECONDS, host="api.test", **given):
    request = UrlRequest(url=f"http://{host}:{port(site)}{path}", **given)
    return network(site).fetch(request, seconds)


def test_a_host_is_asked_by_its_name_at_the_address_that_was_checked(site):
    response = ask(site, "/?x=1", headers={"X-Own": "2"})
    ((method, path, headers, _),) = site.seen

    assert (200, b'{"a":1}', "application/json", "utf-8") == (
        response.status,
        response.content,
        response.content_type,
        response.charset,
    )
    assert ("GET", "/?x=1", f"api.test:{port(site)}", "2") == (
        method,
        path,
        headers["host"],
        headers["x-own"],
    )


@pytest.mark.parametrize(
    ("given", "path", "kind", "body"),
    [
        ({"parameters": {"a": "1 2"}}, "/?a=1+2", None, b""),
        ({"method": "DELETE", "parameters": {"a": "é"}}, "/?a=%C3%A9", None, b""),
        ({"method": "POST", "parameters": {"a": "1"}}, "/", "x-www-form-urlencoded", b"a=1"),
        ({"method": "POST", "parameters": '{"a":1}'}, "/", None, b'{"a":1}'),
        ({"method": "PUT", "body": "<a/>", "content_type": "text/xml"}, "/", "text/xml", b"<a/>"),
        ({"method": "PATCH", "body": "x", "headers": {"Content-Type": "a/b"}}, "/", "a/b", b"x"),
    ],
)
def test_what_is_given_stands_where_the_verb_has_it(site, given, path, kind, body):
    ask(site, **given)
    ((_, asked, headers, sent),) = site.seen

    assert (path, body) == (asked.replace("%20", "+"), sent)
    assert kind is None or headers["content-type"].endswith(kind)


def test_files_are_sent_as_a_form(site):
    file = File(name="a.txt", content=b"\0hello", content_type="text/plain", parameter="doc")
    ask(site, method="POST", files=(file,), parameters={"title": "T"})
    ((_, _, headers, body),) = site.seen

    assert headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="doc"; filename="a.txt"' in body
    assert b"\0hello" in body
    assert b'name="title"' in body


def test_the_charset_and_a_packing_are_understood(site):
    assert ("latin-1", "é") == (
        ask(site, "/latin").charset,
        ask(site, "/latin").content.decode("latin-1"),
    )
    assert b"unpacked" == ask(site, "/packed").content


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/slow", "did not answer within 1 seconds"),
        ("/endless", "larger than"),
        ("/bomb", "larger than"),
        ("/torn", "broken way"),
        ("/odd", "packed as `br`"),
        ("/cut", "could not be called"),
        ("/round", "redirects more than"),
    ],
)
def test_an_answer_cannot_take_more_than_it_may(site, path, words):
    began = time.monotonic()
    with pytest.raises(Fault, match=words):
        ask(site, path, seconds=1.0 if path == "/slow" else SECONDS)
    assert time.monotonic() - began < SECONDS + 1


def test_a_redirect_is_followed_within_the_list_and_checked_again(site):
    home = f"http://api.test:{port(site)}"
    assert b'{"a":1}' == ask(site, f"/moved?to={home}/").content
    for target in ("http://evil.test/", f"http://api.test:{port(site) + 1}/", "file:///etc/passwd"):
        with pytest.raises(Fault, match=r"may not be called|no address of http"):
            ask(site, f"/moved?to={target}")


def test_what_proves_who_asks_does_not_follow_to_another_host(site):
    secret = {"Authorization": "Bearer secret", "Cookie": "a=b", "X-Own": "1"}
    ask(site, f"/moved?to=http://other.test:{port(site)}/", headers=secret)
    ask(site, "/moved?to=/", headers=secret)
    elsewhere, here = (headers for _, path, headers, _ in site.seen if path == "/")

    assert "secret" not in str(elsewhere)
    assert "cookie" not in elsewhere
    assert ("1", "Bearer secret") == (elsewhere["x-own"], here["authorization"])


def test_a_redirected_post_becomes_a_get_unless_its_method_is_kept(site):
    ask(site, "/moved?to=/", method="POST", body="x")
    ask(site, "/kept", method="POST", body="x")
    ends = [(method, body) for method, path, _, body in site.seen if path == "/"]

    assert [("GET", b""), ("POST", b"x")] == ends


def test_a_name_that_leads_into_a_private_network_is_refused_unless_allowed(site):
    async def mixed(_host, _port):
        return ["93.184.216.34", "127.0.0.1"]

    for resolve in (at_home, mixed):
        closed = network(site, private=False, resolve=resolve)
        with pytest.raises(Fault, match="script_private_addresses"):
            closed.fetch(UrlRequest(url=f"http://api.test:{port(site)}/"), SECONDS)
    assert [] == site.seen


def test_a_name_is_looked_up_once_so_that_it_cannot_change_between_check_and_call(site):
    asked = []

    async def once(host, _port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    network(site, resolve=once).fetch(UrlRequest(url=f"http://api.test:{port(site)}/"), SECONDS)

    assert ["api.test"] == asked
    assert 1 == len(site.seen)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://api.test/",
        "http:///",
        "http://user:password@api.test/",
        "not an address",
        "http://api.test:99999/",
        "http://[::1/",
        "http://ex\nample.test/",
        "",
    ],
)
def test_what_is_no_address_is_a_fault(site, url):
    with pytest.raises(Fault):
        network(site).fetch(UrlRequest(url=url), SECONDS)


@pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "Connection"])
def test_headers_of_the_connection_are_not_a_scripts(site, name):
    with pytest.raises(Fault, match="not a script's"):
        ask(site, headers={name: "x"})


def test_a_header_cannot_bring_another_one(site):
    with pytest.raises(Fault):
        ask(site, headers={"X-A": "1\r\nX-B: 2"})
    assert [] == site.seen


def test_a_connection_that_is_not_there_is_named(site):
    with pytest.raises(Fault, match="there is no connection `books`"):
        ask(site, connection="books")


def test_a_certificate_is_checked_against_the_name(site, tmp_path):
    certificate, key = certificate_of("api.test", tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    site.socket = server.wrap_socket(site.socket, server_side=True)
    trusting = network(site, verify=ssl.create_default_context(cafile=certificate))

    good = UrlRequest(url=f"https://api.test:{port(site)}/")
    assert 200 == trusting.fetch(good, SECONDS).status
    with pytest.raises(Fault, match="could not be called"):
        trusting.fetch(UrlRequest(url=f"https://other.test:{port(site)}/"), SECONDS)
    with pytest.raises(Fault, match="could not be called"):
        network(site).fetch(good, SECONDS)


def certificate_of(name, folder):
    """Make a certificate of its own for a name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(certificate), str(private)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2002:7f00:1::", False),
        ("ff02::1", False),
    ],
)
def test_an_address_is_public_or_somebodys_own(address, public):
    assert public is is_public(address), ip_address(address.partition("%")[0])


@pytest.mark.parametrize(
    ("pattern", "address", "allowed"),
    [
        ("api.test", ("https", "api.test", 443), True),
        ("API.test", ("http", "api.test", 80), True),
        ("api.test", ("https", "api.test", 8443), False),
        ("api.test:8443", ("https", "api.test", 8443), True),
        ("api.test:8443", ("https", "api.test", 443), False),
        ("*.test", ("https", "api.test", 443), True),
        ("*.test", ("https", "test", 443), False),
        ("*.test", ("https", "eviltest", 443), False),
        ("api.test", ("https", "api.test.evil", 443), False),
        ("*", ("https", "anything.example", 443), True),
        ("*", ("https", "anything.example", 22), False),
        ("*:8080", ("http", "anything.example", 8080), True),
        ("[::1]:80", ("http", "::1", 80), True),
        ("a.test, b.test", ("http", "b.test", 80), True),
        ("", ("http", "b.test", 80), False),
    ],
)
def test_a_list_says_which_hosts_and_ports_may_be_called(pattern, address, allowed):
    assert allowed is read_hosts(pattern).allows(*address)


@pytest.mark.parametrize(
    "text", ["http://a.test", "a.test/x", "*a.test", "a b", "a.test:x", "a..*"]
)
def test_what_is_no_host_is_named(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        read_hosts(f"good.test,{text}")
