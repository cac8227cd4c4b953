"""Serve the sample site by hand: `python -m gongkai.samplesite [--state 2] [--port 8931]`.

Promises: prints the rows of a sources file, then serves until it is interrupted.
Refuses: any address but loopback.
Caveat: takes three ports in a row, one a county.
"""

from __future__ import annotations

import argparse
import sys
import threading

from gongkai.samplesite.server import SAMPLE_PORT
from gongkai.samplesite.site import STATES, SampleSite
from scraper.sources import write_sources


def main(arguments: list[str] | None = None, *, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl-C (or until `stop` is set); 2 where a port is taken."""
    parser = argparse.ArgumentParser(prog="python -m gongkai.samplesite", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--state", type=int, choices=STATES, default=1, help="2: two reports are replaced; 3: one is back"
    )
    parser.add_argument(
        "--port", type=int, default=SAMPLE_PORT, help="the first of three ports; 0: any free ones"
    )
    options = parser.parse_args(arguments)
    site = SampleSite(state=options.state)
    ports = [options.port + index if options.port else 0 for index in range(site.host_count)]
    try:
        with site.serve(ports) as served:
            write_sources(sys.stdout, served.sources)
            sys.stdout.flush()
            (stop or threading.Event()).wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"could not serve on ports {ports[0]}-{ports[-1]}: {error}. Try --port 0.\n")
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
