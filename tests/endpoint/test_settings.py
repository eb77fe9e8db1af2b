from dataclasses import fields
from pathlib import Path

import pytest

from phaen.endpoint.errors import SettingError
from phaen.endpoint.settings import SETTINGS, Settings


def test_the_table_and_the_values_have_the_same_names() -> None:
    assert [row.name for row in SETTINGS] == [field.name for field in fields(Settings)]


def test_every_setting_is_explained_in_both_languages() -> None:
    assert all(row.help_th and row.help_en and row.help_th != row.help_en for row in SETTINGS)


def test_every_default_can_be_read() -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port, settings.timeout) == ("127.0.0.1", 8000, 30.0)
    assert settings.union


def test_a_flag_wins_over_the_environment_and_none_counts_as_not_given() -> None:
    environ = {"PHAEN_PORT": "81", "PHAEN_HOST": "0.0.0.0"}
    settings = Settings.from_environment(environ, {"port": 82, "host": None})
    assert (settings.port, settings.host) == (82, "0.0.0.0")


def test_a_home_folder_is_written_out() -> None:
    assert Settings.from_environment({"PHAEN_STORE": "~/x"}).store == Path.home() / "x"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PHAEN_PORT", "0"),
        ("PHAEN_PORT", "๘๐๐๐"),
        ("PHAEN_PORT", "65536"),
        ("PHAEN_TIMEOUT", "nan"),
        ("PHAEN_TIMEOUT", "-1"),
        ("PHAEN_TIMEOUT", "soon"),
        ("PHAEN_BASE", "https://example.org/x"),
        ("PHAEN_BASE", "javascript:alert(1)/"),
        ("PHAEN_BASE", "https://example.org/<b>/"),
        ("PHAEN_DEFAULT_GRAPH", "both"),
        ("PHAEN_HOST", "a b"),
        ("PHAEN_CORS_ORIGIN", "https://example.org/path"),
        ("PHAEN_STORE", "a\0b"),
    ],
)
def test_a_bad_value_is_named_with_its_setting_and_a_remedy(variable: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({variable: value})
    assert variable in str(caught.value)
    assert repr(value) in str(caught.value)
    assert "give" in str(caught.value)
    assert caught.value.exit_code == 2


def test_an_unknown_override_is_refused() -> None:
    with pytest.raises(SettingError, match="'prot'"):
        Settings.from_environment({}, {"prot": 1})


def test_a_settings_file_counts_less_than_the_environment_and_more_than_the_default(tmp_path: Path) -> None:
    file = tmp_path / "phaen.toml"
    file.write_text('port = 81\ntimeout = 2.5\nhost = "0.0.0.0"\nproxies = ["10.0.0.0/8", "::1"]\n')
    environ = {"PHAEN_SETTINGS": str(file), "PHAEN_PORT": "82"}
    settings = Settings.from_environment(environ, {"host": "127.0.0.9"})
    assert (settings.host, settings.port, settings.timeout) == ("127.0.0.9", 82, 2.5)
    assert settings.proxies == ("10.0.0.0/8", "::1/128")
    assert settings.workers == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "'prot', which is no setting"),
        ("port = 0", "port in .* is '0': give a whole number"),
        ("port = true", "port in .* is True; give a text"),
        ("port =", "is no TOML file"),
        ('token = "short"', "token in .* is not usable"),
        ('proxies = "everywhere"', "give addresses or networks"),
    ],
)
def test_what_is_wrong_with_a_settings_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "phaen.toml"
    file.write_text(text)
    with pytest.raises(SettingError, match=said):
        Settings.from_environment({"PHAEN_SETTINGS": str(file)})
    with pytest.raises(SettingError, match="cannot be read"):
        Settings.from_environment({"PHAEN_SETTINGS": str(tmp_path / "none")})


def test_settings_survive_the_way_through_a_pipe() -> None:
    given = {"cors_origin": "", "proxies": "none", "services": "http://a/ http://b/", "token": "correct-horse-battery"}
    settings = Settings.from_environment({}, given)
    assert Settings.from_environment({"PHAEN_PORT": "81"}, settings.texts()) == settings
