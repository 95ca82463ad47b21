"""Durations as a person would say them."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """Return seconds as a person would say them: ``40 s``, ``12 min``, ``1 h 20 min``, ``3.5 days``."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, minutes = divmod(minutes, 60)
        return f"{hours} h {minutes:02} min" if hours < 10 else f"{round(hours + minutes / 60)} h"
    days = minutes / (24 * 60)
    return f"{days:.1f} days" if days < 10 else f"{days:,.0f} days"


def clock_range(low: float, high: float) -> str:
    """Return a range of seconds as ``0:40 to 1:05``: hours and minutes; seconds below 90, days from two on."""
    if high >= 48 * 3600 or high < 90:
        return f"{duration(low)} to {duration(high)}"
    return " to ".join(f"{minutes // 60}:{minutes % 60:02}" for minutes in (round(s / 60) for s in (low, high)))
