"""What was chosen where the paper is silent, and where a run departs from the paper."""

from __future__ import annotations

from snnbench.report.run_folder import RunFolder


def choices(run: RunFolder) -> list[str]:
    """Return one sentence or two on each choice."""
    protocol, search = run.config["protocol"], run.config["search"]
    notes = [
        f"Plain SGD without momentum, mini-batches of {protocol['batch_size']}, softmax cross-entropy. The paper names "
        "no batch size; the authors' published script uses 128.",
        f"The epoch is chosen where the mean of the last {protocol['smoothing']} validation scores is best, the "
        "earliest of equal ones.",
        "Residual blocks are batch-normalised, as by He et al. (2015). Highway layers are as wide as the input, their "
        "gates start at −2, and dropout acts on their transform.",
        f"Validation rows, weights, masks and the order of mini-batches derive from seed {run.config['seed']}.",
        "Wilcoxon tests leave out tasks on which both methods score alike.",
    ]
    if run.config["scaling"] == "corrected":
        notes.append(
            "Scaling: corrected. The UCI archive scales training and test files separately; here both are put on the "
            "scale of the training rows, so tasks with a test file of their own differ from the paper's."
        )
    else:
        notes.append("Scaling: as published. The UCI archive's files are taken as they are, broken scales included.")
    if search["strategy"] == "halving":
        notes.append(
            f"Search: successive halving after {' and '.join(map(str, search.get('rungs', ())))} epochs, where the "
            "paper trains every setting to the end."
        )
    if protocol.get("max_steps"):
        notes.append(f"At most {protocol['max_steps']} gradient steps per network, where the paper has no cap.")
    if run.other_methods:
        notes.append(
            "The other methods are fitted on the networks' training rows and tuned on the same validation rows. In "
            "the paper they are published results, averaged over four splits, against a network's single one."
        )
    return notes
