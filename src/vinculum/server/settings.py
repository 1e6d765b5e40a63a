"""
List the settings of the process, once.

Owns name, type, default, bounds and help of every setting; command line options, the
environment and the reference page are derived from this table.
Never reads a file.
Next door: compose.py turns settings into services, cli/options.py into options.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args, get_type_hints

import msgspec
from msgspec import Meta

from vinculum.automation.network import read_hosts
from vinculum.model.data_centres import DATA_CENTRES, DataCentres, Location
from vinculum.model.value import Value

PREFIX = "VINCULUM_"


class Settings(Value):
    """Every setting with its default; the description is its help."""

    host: Annotated[str, Meta(description="Address to listen on.", min_length=1)] = "127.0.0.1"
    port: Annotated[
        int, Meta(description="Port to listen on; 0 takes any free one.", ge=0, le=65535)
    ] = 8080
    database: Annotated[
        str, Meta(description="Where the data is kept, as a URL.", min_length=1)
    ] = "sqlite:///vinculum.db"
    workers: Annotated[
        int, Meta(description="Processes that serve, on PostgreSQL.", ge=1, le=64)
    ] = 1
    demo: Annotated[
        bool, Meta(description="Load the demo org into a database without records.")
    ] = False
    demo_password: Annotated[
        str, Meta(description="Password of the demo's user; by default a new one at each start.")
    ] = ""
    public_url: Annotated[
        str,
        Meta(description="How clients reach this server; by default as each request came."),
    ] = ""
    location: Annotated[
        Location,
        Meta(description="Data centre of the orgs; others refuse their tokens."),
    ] = "us"
    data_centres: Annotated[
        str,
        Meta(description="Hosts that play data centres, as us=http://us.test:8080,eu=http://..."),
    ] = ""
    partial_success_status: Annotated[
        Literal[207, 202],
        Meta(description="Status of a batch of which only some items were refused."),
    ] = 207
    max_body_bytes: Annotated[int, Meta(description="Largest JSON body that is read.", ge=1024)] = (
        10_000_000
    )
    max_upload_bytes: Annotated[
        int, Meta(description="Largest file upload that is read.", ge=1024)
    ] = 100_000_000
    request_seconds: Annotated[
        float,
        Meta(description="How long a request may take to arrive, and again to be served.", gt=0),
    ] = 30.0
    header_seconds: Annotated[
        float, Meta(description="How long the head of a request may take to arrive.", gt=0)
    ] = 10.0
    stop_seconds: Annotated[
        int,
        Meta(description="How long a stopping server waits for requests that it has begun.", ge=0),
    ] = 10
    access_token_seconds: Annotated[int, Meta(description="Lifetime of an access token.", ge=1)] = (
        3600
    )
    code_seconds: Annotated[
        int, Meta(description="Lifetime of a code that a redirect brings.", ge=1)
    ] = 120
    device_code_seconds: Annotated[
        int, Meta(description="Lifetime of the codes of a device.", ge=1)
    ] = 300
    device_interval_seconds: Annotated[
        int, Meta(description="How long a device waits between two questions.", ge=0)
    ] = 30
    session_seconds: Annotated[
        int, Meta(description="How long a sign-in in a browser is good.", ge=1)
    ] = 86_400
    active_access_tokens: Annotated[
        int,
        Meta(
            description="Active access tokens per refresh token; one more drops the oldest.", ge=1
        ),
    ] = 30
    access_tokens_per_window: Annotated[
        int, Meta(description="Access tokens made per refresh token in ten minutes.", ge=1)
    ] = 10
    refresh_tokens_per_client: Annotated[
        int,
        Meta(description="Refresh tokens per user and client; then the oldest goes.", ge=1),
    ] = 20
    refresh_tokens_per_minute: Annotated[
        int, Meta(description="Refresh tokens made per user in a minute.", ge=1)
    ] = 5
    codes_per_minute: Annotated[
        int, Meta(description="Codes per client in a minute, then none for ten; 0 for any.", ge=0)
    ] = 0
    device_codes_per_minute: Annotated[
        int, Meta(description="Codes for devices per client in a minute; 0 for any.", ge=0)
    ] = 60
    sign_in_failures: Annotated[
        int, Meta(description="Wrong passwords per e-mail address before it is locked.", ge=1)
    ] = 5
    sign_in_failures_per_address: Annotated[
        int, Meta(description="Wrong passwords per network address before it is locked.", ge=1)
    ] = 50
    sign_in_lock_seconds: Annotated[
        int, Meta(description="How long wrong passwords lock sign-in.", ge=1)
    ] = 900
    legacy_expiry: Annotated[
        bool,
        Meta(description="Tell expiry as older servers did: expires_in_sec, and milliseconds."),
    ] = False
    script_hosts: Annotated[
        str,
        Meta(description="Other hosts that scripts may call, as api.example.com,*.example.org."),
    ] = ""
    script_private_addresses: Annotated[
        bool, Meta(description="Let those hosts be on private networks.")
    ] = False
    script_call_seconds: Annotated[
        float, Meta(description="How long a call of another host may take.", gt=0, le=300)
    ] = 40.0
    function_seconds: Annotated[
        float, Meta(description="How long a function of the org may run.", gt=0)
    ] = 60.0
    function_depth: Annotated[
        int, Meta(description="How deeply functions may wake or call one another.", ge=0, le=50)
    ] = 5
    function_threads: Annotated[
        int, Meta(description="Functions that clients call and that run at once.", ge=1, le=64)
    ] = 4
    waiting_functions: Annotated[
        int,
        Meta(description="Functions woken by events that may wait; more are not run.", ge=1),
    ] = 10_000
    change_log_days: Annotated[
        int, Meta(description="How long the change log is kept; 0 for ever.", ge=0)
    ] = 0
    function_queue: Annotated[
        int, Meta(description="Calls of functions that may wait before more are turned away.", ge=0)
    ] = 100
    read_threads: Annotated[int, Meta(description="Threads that answer readings.", ge=1, le=64)] = 3
    write_batch: Annotated[
        int, Meta(description="Writings that may share one commit.", ge=1, le=1000)
    ] = 32
    write_threads: Annotated[
        int,
        Meta(description="Orgs that are written at once, on PostgreSQL.", ge=1, le=64),
    ] = 4
    statement_seconds: Annotated[
        float,
        Meta(description="How long PostgreSQL may be silent before a connection is cut.", gt=0),
    ] = 10.0
    queue_limit: Annotated[
        int,
        Meta(description="Requests that may wait in each lane before more are turned away.", ge=1),
    ] = 1000
    org_queue_limit: Annotated[
        int,
        Meta(description="Requests of one org that may wait in each lane, of all these.", ge=1),
    ] = 500
    max_connections: Annotated[
        int, Meta(description="Connections at a time; one more is refused and closed.", ge=1)
    ] = 1000
    max_pending_bytes: Annotated[
        int,
        Meta(description="Bytes of big bodies held at a time; more are turned away.", ge=1024),
    ] = 200_000_000
    metrics_port: Annotated[
        int, Meta(description="Port that Prometheus may ask; 0 for none.", ge=0, le=65535)
    ] = 0
    metrics_host: Annotated[
        str, Meta(description="Address of the port for Prometheus.", min_length=1)
    ] = "127.0.0.1"
    log_format: Annotated[
        Literal["text", "json"], Meta(description="Form of the log: for people or for machines.")
    ] = "text"
    log_requests: Annotated[bool, Meta(description="Write a line of log for each request.")] = False
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="Least severe messages that are logged."),
    ] = "info"


class Setting(Value):
    """A row of the table, as help and reference show it."""

    name: str
    kind: str
    default: str | int | float | bool
    help: str

    @property
    def variable(self) -> str:
        """The environment variable that gives the setting."""
        return PREFIX + self.name.upper()


class SettingProblem(Exception):
    """A setting has a value that it cannot have; the text names it and says why."""


def _table() -> dict[str, Setting]:
    hints = get_type_hints(Settings, include_extras=True)
    rows = {}
    for field in msgspec.structs.fields(Settings):
        kind, *notes = get_args(hints[field.name])
        (help_text,) = (note.description for note in notes)
        rows[field.name] = Setting(
            name=field.name,
            kind=" or ".join(map(str, get_args(kind))) or kind.__name__,
            default=field.default,
            help=help_text,
        )
    return rows


SETTINGS: Mapping[str, Setting] = _table()


def read_settings(environment: Mapping[str, str], given: Mapping[str, object]) -> Settings:
    """
    Complete the given settings from the environment, then from the defaults.

    An empty variable counts as not set. Raises SettingProblem.
    """
    values = {
        name: environment[row.variable]
        for name, row in SETTINGS.items()
        if environment.get(row.variable)
    }
    try:
        settings = msgspec.convert({**values, **given}, Settings, strict=False)
    except msgspec.ValidationError as problem:
        reason, _, name = str(problem).partition(" - at `$.")
        variable = SETTINGS[name.rstrip("`")].variable
        raise SettingProblem(
            f"{variable} (or its option): {reason[:1].lower()}{reason[1:]}"
        ) from None
    if settings.public_url and not settings.public_url.startswith(("http://", "https://")):
        raise SettingProblem(
            f"{SETTINGS['public_url'].variable} (or --public-url) must begin with http:// or https://"
        )
    read_data_centres(settings)
    _require_hosts(settings)
    return msgspec.structs.replace(settings, public_url=settings.public_url.rstrip("/"))


def _require_hosts(settings: Settings) -> None:
    try:
        read_hosts(settings.script_hosts)
    except ValueError as part:
        raise SettingProblem(
            f"{SETTINGS['script_hosts'].variable} (or its option): {str(part)!r} is not a host, as"
            " api.example.com, *.example.com, api.example.com:8443 or *"
        ) from None


def read_data_centres(settings: Settings) -> DataCentres:
    """Read which host plays which data centre. Raises SettingProblem."""
    hosts = {}
    for part in filter(None, (part.strip() for part in settings.data_centres.split(","))):
        location, _, host = part.partition("=")
        if location not in DATA_CENTRES or not host.startswith(("http://", "https://")):
            raise SettingProblem(
                f"{SETTINGS['data_centres'].variable}: {part!r} is not LOCATION=http://HOST with a"
                f" location of {', '.join(DATA_CENTRES)}"
            )
        hosts[location] = host.rstrip("/")
    return DataCentres(home=settings.location, hosts=hosts)
