"""Settings: which source wins, what is refused, and that all of it is documented."""

from pathlib import Path

import pytest

from grondslag.settings import Settings, StartError, load, settings_table


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    assert load({}, tmp_path) == Settings()


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "grondslag.toml").write_text('host = "file"\nport = 1\npool_size = 7\ntarget = ["zaken"]\n')
    settings = load({"GRONDSLAG_HOST": "environment", "GRONDSLAG_PORT": "2"}, tmp_path, port=3, pool_size=None)
    assert (settings.host, settings.port, settings.pool_size, settings.target) == ("environment", 3, 7, ("zaken",))


def test_a_file_of_another_name_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text("demo = true")
    assert load({"GRONDSLAG_CONFIG": "other.toml"}, tmp_path).demo


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("target", "zaken, catalogi", ("zaken", "catalogi")),
        ("neighbours", "a=http://a/v1,b=http://b?x=1", {"a": "http://a/v1", "b": "http://b?x=1"}),
        ("allow_private_urls", "true", True),
        ("allow_private_urls", "localhost:8001,10.0.0.1:80", ("localhost:8001", "10.0.0.1:80")),
        ("demo", "nee", False),
        ("iat_window", "60", 60),
    ],
)
def test_text_becomes_the_type_of_the_setting(name: str, text: str, value: object, tmp_path: Path) -> None:
    assert getattr(load({"GRONDSLAG_" + name.upper(): text}, tmp_path), name) == value


def test_port_is_read_too_and_a_service_link_is_not_taken_for_one(tmp_path: Path) -> None:
    assert load({"PORT": "9000"}, tmp_path).port == 9000
    assert load({"PORT": "9000", "GRONDSLAG_PORT": "9001"}, tmp_path).port == 9001
    assert load({"GRONDSLAG_PORT": "tcp://10.0.0.1:8000"}, tmp_path).port == 8000


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"GRONDSLAG_PORT": "x"}, "GRONDSLAG_PORT"),
        ({"GRONDSLAG_PORT": "70000"}, "65535"),
        ({"GRONDSLAG_DEMO": "misschien"}, "GRONDSLAG_DEMO"),
        ({"GRONDSLAG_LOG_LEVEL": "loud"}, "loud"),
        ({"GRONDSLAG_NEIGHBOURS": "catalogi"}, "name=value"),
        ({"GRONDSLAG_NEIGHBOURS": "catalogi=localhost"}, "neighbours.catalogi"),
        ({"GRONDSLAG_PUBLIC_URL": "zaken.example"}, "public_url"),
        ({"GRONDSLAG_DATABASE": "host=db"}, "postgresql://"),
        ({"GRONDSLAG_BRP_URL": "brp.example"}, "brp_url"),
        ({"GRONDSLAG_BRP_URL": "https://sleutel@brp.example/haalcentraal/api/brp"}, "brp_url"),
        ({"GRONDSLAG_BRP_URL": "https://brp.example", "GRONDSLAG_BRP_UPDATE_URL": "brp"}, "brp_update_url"),
        ({"GRONDSLAG_BRP_UPDATE_URL": "https://brp.example/update"}, "it goes with brp_url"),
        ({"GRONDSLAG_PDP_URL": "pdp.example"}, "pdp_url"),
        ({"GRONDSLAG_PDP_URL": "https://pdp.example/?x=1"}, "pdp_url"),
        ({"GRONDSLAG_PDP_URL": "https://[pdp"}, "pdp_url"),
        ({"GRONDSLAG_PDP_TIMEOUT_MS": "60000"}, "10000"),
        ({"GRONDSLAG_TARGET": ""}, "target"),
        ({"GRONDSLAG_CONFIG": "absent.toml"}, "absent.toml"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(environment: dict[str, str], told: str, tmp_path: Path) -> None:
    with pytest.raises(StartError, match=told) as refused:
        load(environment, tmp_path)
    assert "\n" not in refused.value.sentence


@pytest.mark.parametrize(
    ("environment", "given", "told"),
    [
        ({"GRONDSLAG_LOG_LEVEL": "veel"}, {}, "log_level (environment, GRONDSLAG_LOG_LEVEL) is wrong: 'veel' is none"),
        ({}, {"log_level": "veel"}, "'veel' is none of debug, info, warning, error."),
        ({}, {"port": 70000}, "port (option --port) is wrong: 70000 is not a whole number from 0 to 65535."),
        ({"GRONDSLAG_POOL_SIZE": "veel"}, {}, "'veel' is not a whole number from 2 to 1000."),
        ({"GRONDSLAG_IAT_WINDOW": "0"}, {}, "'0' is not a whole number of 1 or more."),
        ({"GRONDSLAG_DEMO": "misschien"}, {}, "'misschien' is not yes or no."),
        ({"GRONDSLAG_DATABASE": "postgresql://db/x"}, {"database": "db"}, "database (option --database) is wrong"),
        ({"GRONDSLAG_DATABASE": "db"}, {}, "database (environment, GRONDSLAG_DATABASE) is wrong"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_source_and_what_could_be(
    environment: dict[str, str], given: dict[str, object], told: str, tmp_path: Path
) -> None:
    with pytest.raises(StartError) as refused:
        load(environment, tmp_path, **given)
    assert told in refused.value.sentence


def test_a_secret_is_not_told_by_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "grondslag.toml").write_text("secret_key = 424242")
    with pytest.raises(StartError, match="what it holds is not text") as refused:
        load({}, tmp_path)
    assert "424242" not in refused.value.sentence


def test_a_demo_logs_little_unless_it_is_told(tmp_path: Path) -> None:
    assert load({}, tmp_path, demo=True).log_level == "warning"
    assert load({"GRONDSLAG_LOG_LEVEL": "info"}, tmp_path, demo=True).log_level == "info"


@pytest.mark.parametrize(("text", "told"), [("prot = 1\nhots = 2", "hots, prot"), ("port =", "not TOML")])
def test_a_wrong_file_is_refused(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "grondslag.toml").write_text(text)
    with pytest.raises(StartError, match=told):
        load({}, tmp_path)


def test_secrets_are_never_shown() -> None:
    shown = repr(Settings(secret_key="s" * 32, pdp_secret="z" * 32, database="postgresql://me:hidden@db/x"))
    assert "sss" not in shown
    assert "hidden" not in shown


def test_every_setting_is_in_the_table_with_a_description() -> None:
    table = settings_table()
    assert [row["name"] for row in table] == list(Settings.__struct_fields__)
    assert all(row["description"].endswith(".") and row["type"] for row in table)
