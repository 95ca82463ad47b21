"""Methods that fail, for a recording of what the terminal shows then."""

import os
import signal

from sklearn.tree import DecisionTreeClassifier


class Killed(DecisionTreeClassifier):
    """Ends as when memory runs out."""

    def fit(self, X, y):  # noqa: ANN001, ANN201
        os.kill(os.getpid(), signal.SIGKILL)


class FailsSometimes(DecisionTreeClassifier):
    """Fails with one of its settings."""

    def fit(self, X, y):  # noqa: ANN001, ANN201
        if self.max_depth == 2:
            raise MemoryError("no memory of this moment")
        return super().fit(X, y)
