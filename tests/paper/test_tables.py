"""The paper's tables against numbers that its text prints."""

import pytest

from snnbench.paper.tables import published_auc


@pytest.mark.parametrize(("task", "auc"), [("htru2", 0.9803), ("tox21", 0.845)])
def test_the_aucs_of_snn_are_those_of_the_text(task, auc):
    assert published_auc(task, "SNN") == pytest.approx(auc)


def test_a_method_that_the_table_lacks_is_an_error():
    with pytest.raises(KeyError, match="SVM"):
        published_auc("tox21", "SVM")
