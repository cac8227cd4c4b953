"""Serve the sample site by hand: `python -m gongkai.samplesite [--state 2] [--port 8931]`.

Promises: prints the rows of a sources file, then serves until it is interrupted.
Refuses: any address but loopback.
Caveat: takes three ports in a row, one a county.
"""

from __future__ import annotations

import argparse
import sys
import threading

from gongkai.samplesite.site import SampleSite


def main(arguments: list[str] | None = None, *, stop: threading.Event | None = None) -> int:
    """Serve until Ctrl-C (or until `stop` is set); 2 where a port is taken."""
    parser = argparse.ArgumentParser(prog="python -m gongkai.samplesite", description=__doc__.split("\n")[0])
    parser.add_argument("--state", type=int, choices=(1, 2), default=1, help="2: one report is replaced")
    parser.add_argument("--port", type=int, default=8931, help="the first of three ports; 0: any free ones")
    options = parser.parse_args(arguments)
    site = SampleSite(state=options.state)
    ports = [options.port + index if options.port else 0 for index in range(site.host_count)]
    try:
        with site.serve(ports) as served:
            _say("url,kind,organization,division_code")
            for source in served.sources:
                _say(f"{source.url},{source.kind},{source.organization or ''},{source.division_code}")
            (stop or threading.Event()).wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"could not serve on ports {ports[0]}-{ports[-1]}: {error}. Try --port 0.\n")
        return 2
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
