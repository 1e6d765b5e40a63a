"""
List the data centres of the real service.

Owns the table of locations and their accounts servers (oauth 1).
Never tells which one this server is; the setting `location` does.
Next door: wire/resources/server_info.py shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Location: TypeAlias = Literal["us", "eu", "in", "au", "cn", "jp", "ca", "sa", "uk"]

ACCOUNTS_SERVERS: Mapping[str, str] = {
    "us": "https://accounts.zoho.com",
    "eu": "https://accounts.zoho.eu",
    "in": "https://accounts.zoho.in",
    "au": "https://accounts.zoho.com.au",
    "cn": "https://accounts.zoho.com.cn",
    "jp": "https://accounts.zoho.jp",
    "ca": "https://accounts.zohocloud.ca",
    "sa": "https://accounts.zoho.sa",
    "uk": "https://accounts.zoho.uk",
}
