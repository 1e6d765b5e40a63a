"""Every setting has one row, from which options, environment and help are made."""

import pytest

from vinculum.server.settings import SETTINGS, SettingProblem, Settings, read_settings


def test_without_anything_given_the_defaults_count():
    assert Settings() == read_settings({}, {})


def test_what_is_given_wins_over_the_environment_and_that_over_the_default():
    environment = {"VINCULUM_PORT": "9000", "VINCULUM_HOST": "::1"}

    settings = read_settings(environment, {"port": 9001})

    assert (9001, "::1", Settings().database) == (settings.port, settings.host, settings.database)


@pytest.mark.parametrize("row", SETTINGS.values(), ids=lambda row: row.name)
def test_every_setting_can_come_from_its_variable(row):
    texts = {
        "demo_password": "correct horse",
        "public_url": "http://crm.test",
        "data_centres": "eu=http://eu.test",
        "script_hosts": "api.test,*.test",
    }
    text = str(row.default) or texts[row.name]

    settings = read_settings({row.variable: text}, {})

    assert text == str(getattr(settings, row.name))
    assert row.help.endswith(".")


def test_an_empty_variable_counts_as_not_set():
    assert Settings() == read_settings({"VINCULUM_PORT": "", "VINCULUM_DEMO": ""}, {})


@pytest.mark.parametrize(("text", "expected"), [("1", True), ("true", True), ("0", False)])
def test_a_switch_is_written_as_people_write_it(text, expected):
    assert expected == read_settings({"VINCULUM_DEMO": text}, {}).demo


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VINCULUM_PORT", "eighty"),
        ("VINCULUM_SCRIPT_HOSTS", "http://api.test"),
        ("VINCULUM_PORT", "65536"),
        ("VINCULUM_DEMO", "perhaps"),
        ("VINCULUM_PARTIAL_SUCCESS_STATUS", "200"),
        ("VINCULUM_REQUEST_SECONDS", "0"),
        ("VINCULUM_LOG_LEVEL", "loud"),
        ("VINCULUM_PUBLIC_URL", "crm.example.org"),
    ],
)
def test_a_value_that_cannot_be_names_its_setting(variable, value):
    with pytest.raises(SettingProblem, match=f"^{variable} "):
        read_settings({variable: value}, {})


def test_a_public_url_has_no_slash_at_its_end():
    settings = read_settings({}, {"public_url": "https://crm.example.org/"})

    assert "https://crm.example.org" == settings.public_url
