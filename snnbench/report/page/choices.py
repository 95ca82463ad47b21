"""What was chosen where the paper is silent, and where a run departs from the paper."""

from __future__ import annotations

from snnbench.report.formats import listed
from snnbench.report.run_folder import RunFolder
from snnbench.report.search_words import width_sentence


def choices(run: RunFolder) -> list[str]:
    """Return one sentence or two on each choice."""
    protocol, search, of_paper = run.config["protocol"], run.config["search"], bool(run.tasks_of_paper)
    batches = f"mini-batches of {protocol['batch_size']}, softmax cross-entropy."
    if of_paper:
        batches += " The paper names no batch size; the authors' published script uses 128."
    notes = [
        f"{_optimizers(run)}, {batches}",
        f"The epoch is chosen where the mean of the last {protocol['smoothing']} validation scores is best, the "
        "earliest of equal ones.",
        *width_sentence(run),
        *_layers(run),
        f"Validation rows, weights, masks and the order of mini-batches derive from seed {run.config['seed']}.",
        "Wilcoxon tests leave out tasks on which both methods score alike.",
    ]
    if of_paper:
        notes.append(_scaling(run.config["scaling"]))
    in_paper = ", where the paper trains every setting to the end" if of_paper else ""
    if search["strategy"] == "halving":
        rungs = " and ".join(map(str, search.get("rungs", ())))
        notes.append(f"Search: successive halving after {rungs} epochs{in_paper}.")
    if protocol.get("max_steps"):
        no_cap = ", where the paper has no cap" if of_paper else ""
        notes.append(f"At most {protocol['max_steps']:,} gradient steps per network{no_cap}.")
    if run.other_methods:
        published = (
            " In the paper they are published results, averaged over four splits, against a network's single one."
        )
        notes.append(
            "The other methods are fitted on the networks' training rows and tuned on the same validation rows."
            + (published if of_paper else "")
        )
    return notes


def _optimizers(run: RunFolder) -> str:
    own = {network["name"]: network.get("optimizer") for network in run.config.get("networks") or ()}
    others = [f"{name} by {optimizer}" for name in run.nets if (optimizer := own.get(name)) and "SGD" not in optimizer]
    return "Plain SGD without momentum" + (f" ({listed(others)})" if others else "")


def _layers(run: RunFolder) -> list[str]:
    layers = []
    if "ResNet" in run.nets:
        layers.append("Residual blocks are batch-normalised, as by He et al. (2015).")
    if "Highway" in run.nets:
        layers.append(
            "Highway layers are as wide as the input where the grid gives them no width, their gates start at −2, and "
            "dropout acts on their transform."
        )
    return [" ".join(layers)] if layers else []


def _scaling(scaling: str) -> str:
    if scaling == "corrected":
        return (
            "Scaling: corrected. The UCI archive scales training and test files separately; here both are put on the "
            "scale of the training rows, so tasks with a test file of their own differ from the paper's."
        )
    return "Scaling: as published. The UCI archive's files are taken as they are, broken scales included."
