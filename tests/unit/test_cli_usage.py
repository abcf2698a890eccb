"""Usage: every mistake is one sentence on standard error and exit code 2, help tells the rest."""

from __future__ import annotations

from typing import Final

import click
import pytest

from jobview.cli.exits import ExitCode, exit_code_of
from jobview.cli.root import COMMANDS, root
from jobview.errors import SettingsError, Unreachable
from tests.fakes.program import jobview


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the board needs a terminal"),
        (["48213"], "the board needs a terminal"),
        (["demo"], "the board needs a terminal"),
        (["--jsn"], "No such option '--jsn'"),
        (["list", "--jsn"], "No such option '--jsn'. (Did you mean one of: '--json', '--jsonl'?)"),
        (["lst"], "No such command 'lst'. Did you mean 'list'?"),
        (["12x"], "No such command '12x'"),
        (["12", "x"], "'x': a job is a number"),
        (["get"], "Missing argument 'JOB'"),
        (["get", "x"], "'x': a job is a number, or number:tag"),
        (["get", "1:a b"], "'1:a b': a job is a number"),
        (["get", "99999999999999999999"], "a job is a number"),
        (["get", "9223372036854775808"], "at most 63 bits"),
        (["get", "1", "--raw"], "--raw needs -o FILE"),
        (["get", "1", "--force"], "--force belongs to -o FILE"),
        (["get", "1", "--json", "--force"], "--force belongs to -o FILE"),
        (["get", "1", "--json", "-o", "."], ". is a folder"),
        (["get", "1", "--redacted-card", "-o", "/no/such/f"], "there is no folder /no/such"),
        (["get", "1", "--max-result", "much"], "'much': a size is a number with a unit, such as"),
        (["get", "1", "--raw", "--json"], "of --raw, --json, --format and --card only one"),
        (["get", "1", "--json", "--format", "csv"], "of --raw, --json, --format and --card only"),
        (["get", "1", "--card", "--json"], "of --raw, --json, --format and --card only one"),
        (["get", "1", "--format", "xml"], "Invalid value for '--format': 'xml' is not one of"),
        (["get", "1", "--format", "csv", "-o", "."], ". is a folder"),
        (["list", "--json", "--jsonl"], "--json and --jsonl"),
        (["list", "--url", "ftp://head"], "“ftp://head” cannot be used"),
        (["wait", "1", "--interval", "0"], "Invalid value for '--interval'"),
        (["list", "--ca-file", "/no/such.pem"], "'/no/such.pem' does not exist"),
        (["list", "--config", "/no/such.toml"], "'/no/such.toml' does not exist"),
        (["list", "--profile", "prod"], "--profile prod: there is no file"),
        (["wait"], "Missing argument 'JOB...'"),
        (["wait", "1", "--timeout", "-1"], "Invalid value for '--timeout'"),
        (["submit"], "Missing argument 'ENDPOINT'"),
        (["submit", "alter/table"], "'/alter/table'"),
        (["submit", "/alter/table", "--data", "{"], "--data is not JSON"),
        (["submit", "/alter/table", "--tag", "a b"], "letters, digits, '_' and '-'"),
        (["simulate", "--port", "65536"], "Invalid value for '--port'"),
        (["simulate", "--speed", "0"], "Invalid value for '--speed'"),
        (["simulate", "--fault", "hangs"], "'hangs' is not a fault; known are down, refuse"),
        (["simulate", "--fault", "delay=x"], "'x' is not a number of seconds"),
        (["simulate", "--control-port", "0"], "Invalid value for '--control-port'"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], words: str) -> None:
    outcome = jobview(*arguments)

    assert outcome.code == ExitCode.USAGE
    assert outcome.answer == ""
    assert outcome.words.startswith("jobview: ")
    assert outcome.words.count("\n") == 1
    assert words in outcome.words


def test_no_option_is_proposed_that_is_hardly_like_the_unknown_one() -> None:
    words = jobview("list", "--bogus").words

    assert words == "jobview: No such option '--bogus' (see `jobview list --help`)\n"


def test_a_usage_sentence_says_where_the_help_is() -> None:
    assert "(see `jobview list --help`)" in jobview("list", "--jsn").words


def test_an_escape_sequence_in_an_argument_does_not_reach_the_terminal() -> None:
    assert "\x1b" not in jobview("\x1b]0;owned\x07").words


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_and_tells_its_exit_codes(name: str) -> None:
    outcome = jobview(name, "--help")

    assert outcome.code == ExitCode.OK
    usage, _, rest = outcome.answer.partition("\n")
    assert usage.startswith(f"Usage: jobview {name}")
    assert "jobview " in rest
    assert "\\b" not in rest
    assert name == "completion" or "Exit codes: 0 " in rest


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    context = click.Context(root, info_name="jobview")
    command = root.get_command(context, name)

    assert command is not None
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


SOME: Final = {"interval_s", "max_result_bytes", "read_only", "theme", "utc", "discover_ring"}
"""Shared options that some commands have no use for."""


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("board", SOME),
        ("list", {"discover_ring"}),
        ("get", {"max_result_bytes", "utc", "discover_ring"}),
        ("wait", {"interval_s", "max_result_bytes", "discover_ring"}),
        ("cancel", {"read_only", "discover_ring"}),
        ("submit", {"interval_s", "max_result_bytes", "read_only", "discover_ring"}),
        ("doctor", set()),
    ],
)
def test_a_command_has_the_options_that_it_reads(name: str, read: set[str]) -> None:
    command = root.get_command(click.Context(root, info_name="jobview"), name)

    assert command is not None
    assert {parameter.name for parameter in command.params} & SOME == read


@pytest.mark.parametrize("name", ["wait", "simulate"])
def test_bounds_and_defaults_are_told_in_words(name: str) -> None:
    told = jobview(name, "--help").answer

    assert " to " in told
    for sign in ("<=", "x>", "(2)", "ID]", "; ]"):
        assert sign not in told


@pytest.mark.parametrize(
    ("error", "code"),
    [(SettingsError("x"), ExitCode.USAGE), (Unreachable("http://a", "refused"), ExitCode.SERVER)],
)
def test_errors_have_their_exit_codes(error: SettingsError | Unreachable, code: ExitCode) -> None:
    assert exit_code_of(error) is code


def test_options_may_stand_before_the_command() -> None:
    outcome = jobview("--url", "ftp://head", "list")

    assert outcome.code == ExitCode.USAGE
    assert "ftp://head" in outcome.words


def test_the_later_option_wins() -> None:
    outcome = jobview("--url", "http://head", "list", "--url", "ftp://other")

    assert outcome.code == ExitCode.USAGE
    assert "ftp://other" in outcome.words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("jobview ", {"board", "list", "wait"}),
        ("jobview l", {"list"}),
        ("jobview --int", {"--interval"}),
        ("jobview list --js", {"--json", "--jsonl"}),
        ("jobview submit /alter/ta", {"/alter/table", "/alter/table/columns"}),
    ],
)
def test_the_shell_is_offered_what_fits(words: str, expected: set[str]) -> None:
    from click.shell_completion import ShellComplete

    *before, incomplete = words.split(" ")[1:]
    completions = ShellComplete(root, {}, "jobview", "_JOBVIEW_COMPLETE").get_completions(
        before, incomplete
    )

    assert expected <= {item.value for item in completions}
