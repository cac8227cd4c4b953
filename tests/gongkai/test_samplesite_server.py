"""The sample site on loopback: ports, sources, conditional answers, serving by hand."""

from __future__ import annotations

import http.client
import socket
import threading

import pytest

from gongkai.samplesite import SampleSite
from gongkai.samplesite.__main__ import main


def get(
    port: int, target: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request(method, target, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_serves_what_it_has_and_404_for_the_rest() -> None:
    site = SampleSite()
    with site.serve() as served:
        assert len(set(served.ports)) == 3
        truth = site.truth()[0]
        answer, body = get(served.ports[0], truth.path)
        assert (answer.status, body) == (200, site.page(0, truth.path).body)
        assert answer.headers["Content-Length"] == str(len(body))
        assert served.url_of(truth) == f"http://127.0.0.1:{served.ports[0]}{truth.path}"
        assert get(served.ports[0], "/nothing")[0].status == 404
        assert get(served.ports[1], "/robots.txt")[0].status == 404
        assert served.requests == [(0, truth.path), (0, "/nothing"), (1, "/robots.txt")]
    with pytest.raises(OSError, match=r"refused|reset"):
        get(served.ports[0], "/")


def test_head_has_no_body() -> None:
    with SampleSite().serve() as served:
        answer, body = get(served.ports[2], "/", method="HEAD")
        assert (answer.status, body) == (200, b"")
        assert int(answer.headers["Content-Length"]) > 0


def test_an_etag_that_holds_is_answered_304() -> None:
    site = SampleSite()
    truth = next(truth for truth in site.truth() if truth.host_index == 2)
    with site.serve() as served:
        first, _ = get(served.ports[2], truth.path)
        again, body = get(served.ports[2], truth.path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status, body) == (304, b"")
        other, _ = get(served.ports[2], truth.path, **{"If-None-Match": '"other"'})
        assert other.status == 200
        plain, _ = get(served.ports[0], "/")
        assert plain.headers["ETag"] is None  # the GB2312 county never sends one


def test_sources_name_columns_and_the_unlisted_report() -> None:
    with SampleSite().serve() as served:
        kinds = [source.kind for source in served.sources]
        assert kinds == ["column"] * 9 + ["page"]
        assert [source.division_code for source in served.sources[::3]] == [
            "990101",
            "990102",
            "990103",
            "152922",
        ]
        assert served.sources[-1].organization == "阿拉善右旗巴丹吉林镇人民政府"
        for source in served.sources:
            port, path = source.url.removeprefix("http://127.0.0.1:").split("/", 1)
            assert get(int(port), f"/{path}")[0].status == 200


def test_a_taken_port_is_an_oserror_and_frees_the_others() -> None:
    site = SampleSite()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"), site.serve([0, 0, port]):
            pytest.fail("served on a taken port")
    with pytest.raises(ValueError, match="3 hosts"), site.serve([0]):
        pytest.fail("served with too few ports")


def test_by_hand_prints_a_sources_file_until_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()
    assert main(["--port", "0", "--state", "2"], stop=stop) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "url,kind,organization,division_code,exception,reason,expires"
    assert len(lines) == 11
    assert lines[1].endswith(",column,,990101,,,")


def test_by_hand_says_which_ports_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port)], stop=threading.Event()) == 2
    assert f"ports {port}-{port + 2}" in capsys.readouterr().err
