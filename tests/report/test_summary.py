"""What a run says at its end on the terminal."""

import pandas as pd

from snnbench.report.run_folder import RunFolder
from snnbench.report.summary import summary_text


def test_notes_on_the_users_own_data_are_shown(tmp_path):
    runs = pd.DataFrame(
        {
            "suite": "user",
            "task": "mine",
            "split": [0, 0],
            "repeat": 0,
            "method": ["SNN", "SVM"],
            "status": ["ok", "auc is undefined on split 0: all its test rows have the class 'a'"],
            "test_score": [0.5, None],
        }
    )
    tasks = pd.DataFrame(
        {
            "name": ["mine", "iris"],
            "suite": ["user", "uci"],
            "status": "ok",
            "notes": ["column 'id' numbers the rows", "odd"],
        }
    ).set_index("name")
    text = summary_text(RunFolder("r", runs, tasks, {}, {}), ["SNN is first."], tmp_path)
    assert "note on mine: column 'id' numbers the rows" in text
    assert "odd" not in text
    assert "failed: SVM on mine, split 0: auc is undefined on split 0" in text
