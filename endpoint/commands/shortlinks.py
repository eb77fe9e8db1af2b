"""``phaen shortlinks``: how many short links there are, and the end of one."""

from typing import Any

import click

from phaen.endpoint.commands.options import read_settings, setting_options

_MEGABYTE = 1_000_000


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME…]")
@setting_options("store", "short_links")
@click.option("--remove", is_flag=True, help="Take the links of these names away for ever; they then answer 410.")
def shortlinks(names: tuple[str, ...], remove: bool, **options: Any) -> None:  # noqa: ANN401
    """Say how many permanent short links to queries there are and how much room they take, or remove some.

    A NAME is what stands behind /q/ in the address of a link. The service may run meanwhile.
    """
    from phaen.endpoint.short_links.store import LinkStore

    if bool(names) != remove:
        raise click.UsageError("give --remove with the names of links to remove, or neither to count the links")
    settings = read_settings(options)
    store = LinkStore(settings.store, settings.short_links)
    for name in names:
        store.remove(name)
        click.echo(f"{name} is removed")
    if not names:
        usage = store.usage()
        click.echo(f"{usage.links} short links take {usage.bytes / _MEGABYTE:.1f} MB of {settings.short_links} MB")
