"""HTRU2: its counts and its ten nested folds."""

import numpy as np

from snnbench.data.load import load_task


def test_counts_and_nested_folds(mirror, data_dir):
    task = load_task("htru2", data_dir=data_dir, mirrors=[str(mirror)])
    assert task.X.shape == (17898, 8)
    assert task.metric == "auc"
    assert task.y.sum() == 1639
    assert len(task.splits) == 10
    np.testing.assert_array_equal(np.sort(np.concatenate([s.test for s in task.splits])), np.arange(17898))
    for i, split in enumerate(task.splits):
        np.testing.assert_array_equal(split.validation, task.splits[i - 1].test)
        np.testing.assert_array_equal(np.sort(np.concatenate(split)), np.arange(17898))
        assert abs(task.y[split.test].mean() - task.y.mean()) < 0.001
    train = task.prepare(3).train.X
    np.testing.assert_allclose(train.mean(0, dtype=float), 0, atol=1e-5)
    np.testing.assert_allclose(train.std(0, dtype=float), 1, atol=1e-4)
