"""Faults of the machine are told from faults of a file, whoever reports them."""

import errno

import duckdb
import pytest

from orchestration.faults import HubFault, hub_fault

MACHINE = [errno.ENOSPC, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EROFS, errno.ENOMEM, errno.EDQUOT]
FILE = [errno.ENOENT, errno.EISDIR, errno.EINVAL, errno.ENAMETOOLONG, errno.EILSEQ, errno.EACCES]


@pytest.mark.parametrize("number", MACHINE)
def test_an_error_of_the_system_is_the_machines(number):
    fault = hub_fault(OSError(number, "said", "/archive/ab"))
    assert isinstance(fault, HubFault)
    assert str(fault).startswith("The machine of the hub reported: ") and " at /archive/ab. " in str(fault)


@pytest.mark.parametrize("number", FILE)
def test_an_error_about_one_path_is_not(number):
    assert hub_fault(OSError(number, "said")) is None


def test_a_library_that_only_quotes_the_system_is_understood():
    quoted = duckdb.IOException('IO Error: Could not write file "/var/w.duckdb.wal": No space left on device')
    assert "No space left on device" in str(hub_fault(quoted))
    assert "memory" in str(hub_fault(duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")))
    assert hub_fault(duckdb.InvalidInputException("Invalid Input Error: CSV Error on Line: 3")) is None


def test_a_fault_behind_another_error_is_found():
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as cause:
            raise ValueError("the batch could not be written") from cause
    except ValueError as error:
        assert hub_fault(error)
    assert hub_fault(ValueError("5 spaces left of the device")) is None
