"""The check of the release program finds what it is there for. The texts are readelf's."""

import unittest

import release

HEADER = "  Type:                              DYN (Position-Independent Executable file)\n"
DYNAMIC = """
 0x0000000000000001 (NEEDED)             Shared library: [libssl.so.3]
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
 0x0000000000000001 (NEEDED)             Shared library: [ld-linux-x86-64.so.2]
 0x000000000000001e (FLAGS)              BIND_NOW
 0x000000006ffffffb (FLAGS_1)            Flags: NOW PIE
"""
SEGMENTS = """
  GNU_RELRO      0x18e8a0 0x00000000001908a0 0x00000000001908a0 0x0080b0 0x008760 R   0x1
  GNU_STACK      0x000000 0x0000000000000000 0x0000000000000000 0x000000 0x000000 RW  0
"""
SYMBOLS = """
    12: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND __stack_chk_fail@GLIBC_2.4 (5)
    13: 0000000000000000     0 FUNC    GLOBAL DEFAULT  UND __memcpy_chk@GLIBC_2.3.4 (6)
"""
NEEDS = """
  000000: Version: 1  File: libssl.so.3  Cnt: 1
  0x0010:   Name: OPENSSL_3.0.0  Flags: none  Version: 4
  0x0020: Version: 1  File: libc.so.6  Cnt: 3
  0x0030:   Name: GLIBC_2.34  Flags: none  Version: 3
  0x0040:   Name: GLIBC_2.3.4  Flags: none  Version: 2
  0x0050:   Name: GLIBC_ABI_DT_RELR  Flags: none  Version: 5
"""


class Release(unittest.TestCase):
    def hardening(self, header=HEADER, dynamic=DYNAMIC, segments=SEGMENTS, symbols=SYMBOLS):
        return list(release.problems_of_hardening(header, dynamic, segments, symbols))

    def assert_one(self, found, words):
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_passes_a_hardened_program(self):
        self.assertEqual(self.hardening(), [])
        self.assertEqual(list(release.problems_of_libraries(release.needed(DYNAMIC))), [])

    def test_finds_each_library_that_is_too_many(self):
        libraries = [*release.needed(DYNAMIC), "libstdc++.so.6", "libspdlog.so.1.10"]
        self.assertEqual(len(list(release.problems_of_libraries(libraries))), 2)

    def test_finds_what_needs_a_newer_library_than_the_package_says(self):
        least = release.declared('"libc6 (>= 2.36), libssl3 (>= 3.0.0) | libssl3t64 (>= 3.0.0), passwd"')
        self.assertEqual(list(release.problems_of_versions(NEEDS, least)), [])
        self.assert_one(list(release.problems_of_versions(NEEDS, least | {"GLIBC": "2.35"})), "GLIBC_ABI_DT_RELR")
        newer = NEEDS.replace("GLIBC_2.34", "GLIBC_2.38").replace("OPENSSL_3.0.0", "OPENSSL_3.0.9")
        self.assertEqual(len(list(release.problems_of_versions(newer, least))), 2)

    def test_finds_what_is_not_hardened(self):
        self.assert_one(self.hardening(header="  Type:  EXEC (Executable file)\n"), "-pie")
        self.assert_one(self.hardening(dynamic=DYNAMIC.replace("NOW PIE", "NOW")), "-pie")
        self.assert_one(self.hardening(dynamic=DYNAMIC.replace("NOW PIE", "PIE")), "-z now")
        self.assert_one(self.hardening(segments=SEGMENTS.replace("GNU_RELRO", "LOAD")), "-z relro")
        self.assert_one(self.hardening(segments=SEGMENTS.replace("RW  0", "RWE 0")), "noexecstack")
        self.assert_one(self.hardening(segments=SEGMENTS.replace("GNU_STACK", "LOAD")), "noexecstack")
        self.assert_one(self.hardening(symbols=SYMBOLS.replace("__stack_chk_fail", "x")), "stack protector")
        self.assert_one(self.hardening(symbols=SYMBOLS.replace("__memcpy_chk", "memcpy")), "_FORTIFY_SOURCE")


if __name__ == "__main__":
    unittest.main()
