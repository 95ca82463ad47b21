"""What several tests need."""

import gc
import http.server
import os
import threading
from pathlib import Path

# A worker has a core: threads of linear algebra that wait for one another on too few take many times as long. Jobs of
# the workflow get the same from Snakemake. Read when NumPy and torch are loaded.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings
from workflow_runs import copied_into

from snnbench.data.download import mirrors_from_environment

# A slow machine is no defect.
settings.register_profile("any_machine", deadline=None)
settings.load_profile("any_machine")


def pytest_collection_modifyitems(items):
    """Put the files whose tests run a workflow first: they take longest, and no worker should end with one alone."""
    slow = {item.path for item in items if {"project", "small_run"} & set(item.fixturenames)}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish(session):
    """Keep the libraries' objects out of garbage collections, which statsmodels asks for at each correction."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def mirror():
    """Folder with the real data; tests that need it skip without."""
    folders = [Path(place) for place in mirrors_from_environment() if "://" not in place]
    for folder in folders:
        if (folder / "uci" / "data.tar.gz").is_file():
            return folder.resolve()
    pytest.skip("needs SNNBENCH_MIRROR, a folder with the real data")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory):
    """A cache shared by all tests of the session."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def project(tmp_path):
    """A folder without results in which the workflow can run."""
    return copied_into(tmp_path)


@pytest.fixture
def httpserver_of():
    """Serve given contents by path on loopback; returns the address and the list of paths asked for."""
    servers = []

    def serve(contents):
        requests = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                requests.append(self.path)
                content = contents.get(self.path)
                self.send_response(404 if content is None else 200)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *args):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}", requests

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
