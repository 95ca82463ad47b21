"""What the theorems bound, as functions of (x, y) whose largest value is sought; :mod:`domain` has the reduction."""

from __future__ import annotations

from fractions import Fraction

from snnbench.theory.proof.ball_moments import BallMoments
from snnbench.theory.proof.box import Box
from snnbench.theory.proof.branch_and_bound import Objective
from snnbench.theory.proof.domain import Domain, constant
from snnbench.theory.proof.jet import Jet

HALF = Fraction(1, 2)


def largest_mean(domain: Domain) -> Objective:
    """Return mu~ (equation 4)."""
    return lambda moments, box: moments.mean_jet()


def smallest_mean(domain: Domain) -> Objective:
    """Return -mu~."""
    return lambda moments, box: -moments.mean_jet()


def largest_variance(domain: Domain) -> Objective:
    """Return nu~ (equation 5)."""
    return lambda moments, box: moments.variance_jet()


def smallest_variance(domain: Domain) -> Objective:
    """Return -nu~."""
    return lambda moments, box: -moments.variance_jet()


def variance_growth(domain: Domain) -> Objective:
    """Return nu~ - nu, for the smallest nu (Theorem 2 says: below 0)."""

    def objective(moments: BallMoments, box: Box) -> Jet:
        return moments.variance_jet() - domain.smallest_nu(moments.y_jet(), box)

    return objective


def variance_loss(domain: Domain) -> Objective:
    """Return nu - nu~, for the largest nu (Theorem 3 says: below 0)."""

    def objective(moments: BallMoments, box: Box) -> Jet:
        return domain.largest_nu(moments.y_jet(), box) - moments.variance_jet()

    return objective


def singular_value(domain: Domain) -> Objective:
    """Return the largest singular value of the Jacobian of g.

    The Jacobian is J = B diag(omega, tau) with B the derivatives in (x, y). J J^T = B diag(omega^2, tau^2) B^T
    grows with omega^2 and tau^2 (in the order of symmetric matrices), so the largest |omega| and tau are the worst.
    """

    def objective(moments: BallMoments, box: Box) -> Jet:
        omega = constant(domain.omega)
        tau = domain.largest_tau(moments.y_jet(), box)
        j11, j12 = omega * moments.mean_jet(1), tau * moments.mean_jet(0, 1)
        j21, j22 = omega * moments.variance_jet(1), tau * moments.variance_jet(0, 1)
        # of any 2 x 2 matrix: the sum of a rotation and a reflection, each times a number
        rotation = ((j11 + j22).square() + (j21 - j12).square()).sqrt()
        reflection = ((j11 - j22).square() + (j21 + j12).square()).sqrt()
        return constant(HALF) * (rotation + reflection)

    return objective
