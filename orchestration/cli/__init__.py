"""The command line `icm`: one module per command, put together in `app`."""


def main() -> None:
    """Run the command line."""
    from orchestration.garbage import collect_rarely

    collect_rarely()
    from orchestration.cli.app import run

    run()
