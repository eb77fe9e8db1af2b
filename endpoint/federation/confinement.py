"""Let the kernel refuse this process all connections: the last line, should a query ever slip through the policy.

A service that may call nobody (the setting ``services`` is empty) runs its queries and changes in processes for which
the Linux kernel refuses sockets of the internet protocols (seccomp, see prctl(2)). Other systems, and kernels that do
not allow the filter, run them without.
"""

import contextlib
import ctypes
import platform
import sys
from errno import EACCES
from socket import AF_INET, AF_INET6

# The names are those of linux/prctl.h, linux/seccomp.h and linux/bpf_common.h.
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_MODE_FILTER = 2
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
# Of each machine: how the kernel names it (linux/audit.h), and its number of the call ``socket``.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("operand", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.POINTER(_Instruction)))


def forbid_network() -> None:
    """Let the kernel refuse this thread, and all that it starts, sockets of IPv4 and IPv6 for ever."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return
    instructions = _instructions(*machine)
    program = _Program(len(instructions), instructions)
    with contextlib.suppress(AttributeError):  # a C library without prctl
        prctl = ctypes.CDLL(None).prctl
        prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))
        prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), ctypes.byref(program))


def _instructions(architecture: int, number: int) -> "ctypes.Array[_Instruction]":
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_IF_EQUAL, 0, 3, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_IF_EQUAL, 2, 0, int(AF_INET)),
        (_JUMP_IF_EQUAL, 1, 0, int(AF_INET6)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ERRNO | EACCES),
    )
    return (_Instruction * len(steps))(*(_Instruction(*step) for step in steps))
