"""The layering check finds what it is there for."""

import tempfile
import unittest
from pathlib import Path

import layering


class Layering(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.daemon = Path(directory.name)
        for room in layering.ROOMS:
            self.write(f"{room}/own.hpp", "#pragma once\n")

    def write(self, name, text):
        path = self.daemon / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def problems_of(self, name, text):
        self.write(name, text)
        return list(layering.problems(self.daemon))

    def assert_allowed(self, name, text):
        self.assertEqual(self.problems_of(name, text), [])

    def assert_refused(self, name, text, words):
        found = self.problems_of(name, text)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])
        self.assertIn(name, found[0])

    def test_lets_core_include_the_standard_library_and_boost_system(self):
        self.assert_allowed("core/a.hpp", "#include <vector>\n#include <boost/system/result.hpp>\n"
                                          '#include "core/own.hpp"\n')

    def test_keeps_every_other_library_out_of_core(self):
        for header in ("boost/asio/awaitable.hpp", "boost/json.hpp", "yaml-cpp/yaml.h", "unistd_like.h"):
            with self.subTest(header):
                self.assert_refused("core/a.hpp", f"#include <{header}>\n", "core includes nothing else")

    def test_keeps_every_room_out_of_core(self):
        for room in layering.ROOMS.keys() - {"core"}:
            with self.subTest(room):
                self.assert_refused("core/a.hpp", f'#include "{room}/own.hpp"\n', "wrong way")

    def test_keeps_strangers_apart(self):
        for one, other in (("config", "net"), ("net", "config"), ("netbird", "oidc"), ("oidc", "netbird"),
                           ("registrar", "netbird"), ("oidc", "registrar"), ("netbird", "reconcile"), ("service", "cli"), ("config", "crypto")):
            with self.subTest(f"{one} includes {other}"):
                self.assert_refused(f"{one}/own.hpp", f'#include "{other}/own.hpp"\n', "wrong way")
                self.write(f"{one}/own.hpp", "#pragma once\n")

    def test_lets_a_room_include_what_is_below_it(self):
        self.assert_allowed("cli/a.cpp", "".join(f'#include "{room}/own.hpp"\n' for room in layering.ROOMS
                                                 if room != "readback"))
        self.assert_allowed("main.cpp", '#include "readback/own.hpp"\n')
        self.assert_allowed("main.cpp", '#include "cli/own.hpp"\n')

    def test_keeps_libraries_in_their_rooms(self):
        for room, header in (("netbird", "boost/beast/http.hpp"), ("reconcile", "openssl/sha.h"),
                             ("reconcile", "spdlog/spdlog.h"), ("cli", "yaml-cpp/yaml.h"),
                             ("service", "gtest/gtest.h")):
            with self.subTest(header):
                self.assert_refused(f"{room}/own.hpp", f"#include <{header}>\n", "only")
                self.write(f"{room}/own.hpp", "#pragma once\n")

    def test_lets_libraries_into_their_rooms(self):
        self.assert_allowed("net/a.cpp", "#include <boost/beast/http.hpp>\n#include <openssl/ssl.h>\n")
        self.assert_allowed("crypto/a.cpp", "#include <openssl/evp.h>\n")
        self.assert_allowed("service/a.cpp", "#include <spdlog/spdlog.h>\n")

    def test_keeps_tests_out_of_the_program(self):
        for header in ("support/recordings.hpp", "tests/support/recordings.hpp", "../tests/a.hpp"):
            with self.subTest(header):
                self.assert_refused("cli/a.cpp", f'#include "{header}"\n', "room")

    def test_wants_the_room_in_every_include(self):
        self.assert_refused("core/a.cpp", '#include "own.hpp"\n', "room/file.hpp")
        self.assert_refused("core/a.cpp", '#include "core/missing.hpp"\n', "not there")
        self.assert_refused("core/a.cpp", "#include <core/own.hpp>\n", "in quotes")

    def test_keeps_the_clock_behind_the_seams(self):
        self.assert_refused("reconcile/a.cpp", "auto now = std::chrono::system_clock::now();\n", "seams")

    def test_keeps_the_disk_behind_the_seams(self):
        self.assert_refused("config/a.cpp", "#include <fstream>\n", "seams")
        self.assert_allowed("config/a.cpp", "// <fstream> would read the disk\n")
        self.assert_allowed("service/a.cpp", "#include <fcntl.h>\n")

    def test_wants_a_known_room(self):
        self.assert_refused("utils/a.hpp", "#pragma once\n", "no room of this name")

    def test_does_not_pass_an_empty_tree(self):
        with tempfile.TemporaryDirectory() as empty:
            self.assertEqual(len(list(layering.problems(Path(empty)))), 1)


if __name__ == "__main__":
    unittest.main()
