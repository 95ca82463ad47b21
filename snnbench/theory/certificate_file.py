"""The form of a certificate's file, looked at before the checker computes with what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

MAX_BYTES = 10_000_000
"""Most bytes of a file; the certificate of the three theorems has 30,000."""
MAX_BOXES = 2000
"""Most boxes of a claim, whose pairs are all compared; those of the three theorems have at most 45."""

# Python's Fraction also takes 1e999999999, which it would spell out.
Number = Annotated[str, Field(pattern=r"^-?[0-9]{1,40}(\.[0-9]{1,40}|/[1-9][0-9]{0,39})?$")]
Range = tuple[Number, Number]


class _Box(BaseModel):
    x: Range
    y: Range
    bound: Number


class _Domain(BaseModel):
    mu: Range
    omega: Range
    nu: Range
    tau: Range


class _Claim(BaseModel):
    quantity: str
    domain: _Domain
    bound: Number
    boxes: Annotated[list[_Box], Field(min_length=1, max_length=MAX_BOXES)]


class _Certificate(BaseModel):
    claims: list[_Claim]


class NotACertificate(ValueError):
    """A file does not have the form of a certificate; the message says where in it."""


def require_certificate(path: Path) -> None:
    """Raise an error unless a file has the form of a certificate; whether it proves anything is for the checker.

    Parameters
    ----------
    path : Path

    Raises
    ------
    NotACertificate
        If it cannot be read, is no JSON, or lacks what the checker reads; numbers are fractions or decimals of at most
        40 digits.
    """
    try:
        if (size := path.stat().st_size) > MAX_BYTES:
            raise NotACertificate(f"{path} is no certificate: it has {size:,} bytes; at most {MAX_BYTES:,} are read")
        _Certificate.model_validate_json(path.read_bytes())
    except OSError as error:
        raise NotACertificate(f"{path} cannot be read: {error.strerror}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise NotACertificate(f"{path} is no certificate: {where}: {first['msg']}") from error
