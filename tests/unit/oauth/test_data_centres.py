"""A host plays a data centre when the settings say so."""

import pytest

from vinculum.model.data_centres import DATA_CENTRES, DataCentres
from vinculum.oauth.tokens import is_from, mint_token, org_of
from vinculum.server.settings import SettingProblem, read_data_centres, read_settings

HOSTS = DataCentres(home="us", hosts={"us": "http://us.test", "eu": "http://eu.test:8080"})


class Zeros:
    """Chance that is none."""

    def hex(self, digits):
        return "0" * digits

    def upper_alphanumeric(self, length):
        return "0" * length


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("http://us.test", "us"),
        ("http://eu.test:8080", "eu"),
        ("HTTP://EU.Test:8080", "eu"),
        ("http://eu.test", "us"),
        ("https://eu.test:8080", "us"),
        ("http://eu.test:8080.evil.test", "us"),
        ("", "us"),
    ],
)
def test_an_address_that_nobody_named_is_home(address, location):
    assert location == HOSTS.location_at(address)
    assert (location == "us") == HOSTS.is_home(address)


def test_every_token_names_the_data_centre_that_issued_it():
    tokens = {location: mint_token(7, Zeros(), location) for location in DATA_CENTRES}

    assert [7] * 9 == [org_of(token) for token in tokens.values()]
    assert {(location, location) for location in DATA_CENTRES} == {
        (location, other)
        for location, token in tokens.items()
        for other in DATA_CENTRES
        if is_from(other, token)
    }


def test_hosts_are_read_from_the_settings():
    given = {"location": "eu", "data_centres": " us=http://us.test/ , eu=https://eu.test:8443,"}

    assert DataCentres(
        home="eu", hosts={"us": "http://us.test", "eu": "https://eu.test:8443"}
    ) == read_data_centres(read_settings({}, given))


@pytest.mark.parametrize(
    "given",
    ["us", "us=", "us=us.test", "mars=http://mars.test", "=http://us.test", "us=ftp://us.test"],
)
def test_hosts_that_cannot_be_are_refused(given):
    with pytest.raises(SettingProblem, match=r"^VINCULUM_DATA_CENTRES"):
        read_settings({}, {"data_centres": given})


def test_a_location_that_is_none_is_refused():
    with pytest.raises(SettingProblem, match=r"^VINCULUM_LOCATION"):
        read_settings({}, {"location": "mars"})
