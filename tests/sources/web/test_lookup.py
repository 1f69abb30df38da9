"""Which addresses are public."""

from __future__ import annotations

import pytest

from qreader.sources.web.lookup import is_private_literal, is_public


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_addresses_of_the_open_internet_are_public(address):
    assert is_public(address)
    assert not is_private_literal(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_of_private_networks_are_not(address):
    assert not is_public(address)
    assert is_private_literal(f"[{address}]" if ":" in address else address)


@pytest.mark.parametrize("name", ["", "x.example", "localhost", "127.1", "0x7f.1", "2130706433"])
def test_a_name_is_no_address_and_has_to_be_looked_up(name):
    assert not is_public(name)
    assert not is_private_literal(name)
