"""Reads the register of flows, once for the process: it ships with the program."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import msgspec

from padu.exchange.register import rules
from padu.exchange.register.types import Flow

_FILE = Path(__file__).with_name("flows.yaml")


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    flows: tuple[Flow, ...]


@cache
def all_flows() -> tuple[Flow, ...]:
    """Every version of every flow, as the file lists them. Raises `exchange.register_broken` where they contradict each other."""
    flows = read_flows(_FILE.read_bytes())
    rules.check_register(flows)
    return flows


def read_flows(content: bytes) -> tuple[Flow, ...]:
    """A register's text, taken apart but not yet checked."""
    return msgspec.yaml.decode(content, type=_Document).flows


def flow_on(flow_id: str, at: dt.datetime) -> Flow:
    """The version of a flow that counts at a moment, by Jakarta's calendar. Raises `exchange.flow_not_registered`."""
    return rules.in_force(all_flows(), flow_id, rules.jakarta_day(at))


def flows_on(at: dt.datetime) -> tuple[Flow, ...]:
    """The versions in force at a moment, in the register's order."""
    begun = dict.fromkeys(flow.id for flow in all_flows() if flow.valid_from <= rules.jakarta_day(at))
    return tuple(flow_on(flow_id, at) for flow_id in begun)
