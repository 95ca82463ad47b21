"""Classifiers that hold a job at a known point, so that a test can kill it there."""

import os
import time
import uuid
from pathlib import Path

from sklearn.dummy import DummyClassifier


class Waits(DummyClassifier):
    """Says that it was started, and with which GPU, and trains once the file `go` is there."""

    def fit(self, X, y, sample_weight=None):
        Path("started").mkdir(exist_ok=True)
        Path("started", uuid.uuid4().hex).write_text(os.environ.get("CUDA_VISIBLE_DEVICES", ""))
        self.hold()
        return super().fit(X, y, sample_weight)

    def hold(self):
        """Wait for the file."""
        while not Path("go").exists():
            time.sleep(0.2)


class Hoards(Waits):
    """Takes a gigabyte and a half while it waits."""

    def hold(self):
        if not Path("go").exists():
            hoard = bytearray(os.urandom(1_000_000)) * 1_500
            super().hold()
            del hoard
