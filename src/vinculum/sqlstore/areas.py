"""
Bundle the statements of all areas, compiled for one engine.

Owns the bundle. Never runs a statement itself.
"""

from __future__ import annotations

from vinculum.sqlstore.attachments import Attachments
from vinculum.sqlstore.change_log import ChangeLog
from vinculum.sqlstore.clients import Clients
from vinculum.sqlstore.engines.engine import Engine
from vinculum.sqlstore.index import Index
from vinculum.sqlstore.link_pages import LinkPages
from vinculum.sqlstore.links import Links
from vinculum.sqlstore.mails import Mails
from vinculum.sqlstore.metadata import Metadata
from vinculum.sqlstore.queries import Queries
from vinculum.sqlstore.records import Records
from vinculum.sqlstore.recycle_bin import RecycleBin
from vinculum.sqlstore.runs import Runs
from vinculum.sqlstore.tokens import Tokens
from vinculum.sqlstore.workers import Workers


class Areas:
    """Every statement of the store, by area name."""

    def __init__(self, engine: Engine) -> None:
        self.records = Records(engine)
        self.recycle_bin = RecycleBin(engine)
        self.index = Index(engine)
        self.links = Links(engine)
        self.link_pages = LinkPages(engine)
        self.metadata = Metadata(engine)
        self.clients = Clients(engine)
        self.tokens = Tokens(engine)
        self.attachments = Attachments(engine)
        self.mails = Mails(engine)
        self.runs = Runs(engine)
        self.change_log = ChangeLog(engine)
        self.queries = Queries(engine)
        self.workers = Workers(engine)
