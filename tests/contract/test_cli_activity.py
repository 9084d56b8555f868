"""`grondslag activity` and `client add --activity`: a register from a file, ties, and what is told when it is wrong."""

import json
from pathlib import Path

from tests.running import Done, Running, serving

REGISTER = """
[standaard]
begin_geldigheid = 2018-05-25
bewaartermijn = "P5Y"
verwerkingsverantwoordelijke = { naam = "College van Voorbeeldstad" }

[[activiteit]]
identificatie = "meldingen"
naam = "Meldingen over de openbare ruimte"
doel = "Een melding oplossen."
grondslag = "algemeen_belang"
wetsartikelen = [{ tekst = "Gemeentewet art. 160", verwijzing = "jci1.3:c:BWBR0005416&artikel=160" }]
betrokkenen = ["Melders"]
gegevenscategorieen = [{ naam = "Naam en adres" }]

[[activiteit]]
identificatie = "nieuwsbrief"
naam = "De nieuwsbrief versturen"
doel = "Wie dat wil, krijgt de nieuwsbrief."
grondslag = "toestemming"
betrokkenen = ["Lezers"]
gegevenscategorieen = [{ naam = "E-mailadres" }]
"""
TIE = ("activity", "tie", "nieuwsbrief", "--client", "zaaksysteem")


def does_nothing_to_a_terminal(running: Running, file: Path) -> None:
    """A text of others, in whatever is printed of it."""
    ringing = file.read_text(encoding="utf-8").replace("De nieuwsbrief versturen", r"Rood\u001b[31m\u0007")
    file.write_text(ringing.replace("Wie dat wil", r"Eén\nregel"), encoding="utf-8")
    assert running.command("activity", "add", "--file", str(file)).code == 0
    for done in (running.command("activity", "list"), running.command("activity", "show", "nieuwsbrief")):
        assert "Rood" in done.out
        assert not set(done.out) & set("\x1b\x07")
    assert "doel: Eén regel" in done.out


def test_a_register_is_filled_shown_and_tied(tmp_path: Path, data_dir: Path) -> None:
    file = tmp_path / "register.toml"
    file.write_text(REGISTER, encoding="utf-8")
    with serving(data_dir) as running:
        assert "No activities yet" in running.command("activity", "list").err
        none = running.command("client", "add", "zaaksysteem", "--all", "--activity", "meldingen")
        told = "There is no activity meldingen. Known are: none yet: `grondslag activity add` makes one.\n"
        assert (none.code, none.err) == (1, told)
        assert "zaaksysteem" not in running.command("client", "list").out
        done = running.command("activity", "add", "--file", str(file))
        assert (done.code, done.out) == (0, "meldingen: made\nnieuwsbrief: made\n")
        again = running.command("activity", "add", "--file", str(file))
        assert again.out == "meldingen: unchanged\nnieuwsbrief: unchanged\n"

        assert running.command("client", "add", "zaaksysteem", "--all", "--activity", "meldingen").code == 0
        bare = running.command("client", "add", "leeg", "--activity", "meldingen")
        assert (bare.code, "no Applicatie of client leeg" in bare.err) == (1, True)
        assert running.command("client", "list").out.count("\n") == 2, "who could not be tied is not made"
        unknown = running.command("client", "add", "ander", "--all", "--activity", "niets")
        told = "There is no activity niets. Known are: meldingen, nieuwsbrief.\n"
        assert (unknown.code, unknown.err) == (1, told)

        file.write_text(REGISTER.replace("Een melding oplossen.", "Een melding snel oplossen."), encoding="utf-8")
        changed = running.command("activity", "add", "--file", str(file))
        assert changed.out == "meldingen: changed\nnieuwsbrief: unchanged\n"
        shown = running.command("activity", "show", "meldingen")
        lines = dict(line.split(": ", 1) for line in shown.out.splitlines())
        assert (lines["state"], lines["clients"], lines["zaaktypen"]) == ("in force", "zaaksysteem", "all")
        assert lines["doel"] == "Een melding snel oplossen."
        assert lines["version"].startswith("2 of 2, from ")
        assert lines["bewaartermijn_logboek"] == "as bewaartermijn"
        assert "jci1.3:c:BWBR0005416&artikel=160" in lines["wetsartikelen"]

        told = [running.command(*TIE).out for _ in range(2)]
        assert told == ["nieuwsbrief: changed\n", "nieuwsbrief: unchanged\n"]
        assert running.command(*TIE, "--loose").out == "nieuwsbrief: changed\n"
        assert running.command("activity", "tie", "nieuwsbrief").code == 2
        listed = json.loads(running.command("activity", "list", "--json").out)
        assert [(each["identificatie"], each["versies"], len(each["applicaties"])) for each in listed] == [
            ("meldingen", 2, 1),
            ("nieuwsbrief", 1, 0),
        ]
        assert "meldingen\tin force\t2\talgemeen_belang\tzaaksysteem\t" in running.command("activity", "list").out
        missing = running.command("activity", "show", "niets")
        assert (missing.code, "Known are: meldingen, nieuwsbrief." in missing.err) == (1, True)
        does_nothing_to_a_terminal(running, file)


def test_one_activity_is_added_by_options(data_dir: Path) -> None:
    said = (
        "activity", "add", "burgerzaken", "--naam", "Burgerzaken", "--doel", "De BRP bijhouden.",
        "--grondslag", "wettelijke_verplichting", "--betrokkenen", "Inwoners", "--gegevens", "BSN",
        "--bewaartermijn", "P20Y", "--verantwoordelijke", "College",
    )  # fmt: skip
    with serving(data_dir) as running:
        refused = running.command(*said)
        assert (refused.code, refused.err) == (1, "Activity burgerzaken is refused: --wetsartikel (required).\n")
        law = ("--wetsartikel", "Wet BRP art. 1.4=https://wetten.overheid.nl/BWBR0033715#Hoofdstuk1")
        assert running.command(*said, *law).out == "burgerzaken: made\n", "who was refused left nothing behind"
        assert running.command(*said, *law) == Done(0, "burgerzaken: unchanged\n", "")
        again = running.command(*said, *law, "--bewaartermijn-logboek", "P2Y", "--begin", "2099-01-01")
        assert (again.code, again.out) == (0, "burgerzaken: changed\n")
        assert "2099-01-01" in running.command("activity", "list", "--json").out
        nothing = running.command("activity", "add", "burgerzaken", "--zaaktype", "verhuizing")
        assert (nothing.code, "There is no zaaktype verhuizing" in nothing.err) == (1, True)
        bare = running.command("activity", "add")
        assert (bare.code, "--doel, --grondslag" in bare.err) == (2, True)
        empty = running.command("activity", "add", "leeg")
        assert (empty.code, empty.out) == (0, "leeg: made\n")
        assert "leeg has no version yet" in empty.err
        assert running.command("activity", "add", "x", "--file", "y").code == 2


def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, data_dir: Path) -> None:
    file = tmp_path / "register.toml"
    with serving(data_dir) as running:
        for text, told in (
            ("[[activiteit]", "is not TOML"),
            ("", "holds no [[activiteit]]"),
            ("[iets]\n", "unknown tables: iets"),
            ('[[activiteit]]\nidentificatie = "a"\nkleur = "rood"\n', "Activity a has unknown names: kleur."),
            ('[[activiteit]]\nnaam = "a"\n', "has no identificatie"),
            ('[[activiteit]]\nidentificatie = "a"\nclients = "x"\n', "clients must be a list of texts"),
            ('[[activiteit]]\nidentificatie = "a"\n[[activiteit]]\nidentificatie = "a"\n', "twice: a"),
        ):
            file.write_text(text, encoding="utf-8")
            refused = running.command("activity", "add", "--file", str(file))
            assert refused.code == 1
            assert told in refused.err
        assert "cannot be read" in running.command("activity", "add", "--file", str(tmp_path / "weg.toml")).err
        assert "No activities yet" in running.command("activity", "list").err


def test_what_a_new_client_still_needs_is_told(tmp_path: Path, data_dir: Path) -> None:
    file = tmp_path / "rights.json"
    rights = [{"component": "personen", "scopes": ["personen.lezen", "personen.lezn"]}]
    file.write_text(json.dumps({"label": "Balie", "autorisaties": rights}), encoding="utf-8")
    with serving(data_dir) as running:
        assert running.command("activity", "add", "--file", str(_register(tmp_path))).code == 0
        bare = running.command("client", "add", "kaal")
        assert (bare.code, bare.out.startswith("client_id: kaal\nsecret: ")) == (0, True)
        assert "client add kaal --replace --rights FILE" in bare.err
        loose = running.command("client", "add", "los", "--rights", str(file))
        assert "the right personen.lezn: " in loose.err
        assert "`grondslag activity tie NAME --client los`" in loose.err
        assert running.command("activity", "tie", "meldingen", "--client", "los").code == 0
        whole = running.command("client", "add", "heel", "--all", "--activity", "meldingen")
        assert (whole.code, whole.err) == (0, "")
        other = json.dumps({"autorisaties": [{"component": "ztc", "scopes": ["catalogi.lezen"]}]})
        file.write_text(other, encoding="utf-8")
        nobody = running.command("client", "add", "typen", "--rights", str(file))
        assert (nobody.code, nobody.err) == (0, ""), "who sees no data of persons needs no activity"


def _register(folder: Path) -> Path:
    file = folder / "register.toml"
    file.write_text(REGISTER, encoding="utf-8")
    return file
