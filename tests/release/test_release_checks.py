"""What keeps a version from being released, and what its list of parts says, from made-up input."""

import sys
import unittest
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "release"))
import checks  # noqa: E402
import sbom  # noqa: E402

CMAKE = "project(netbird-idp-sync\n  VERSION 1.2.3\n  LANGUAGES CXX)\n"
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-01-02\n\n- Something.\n\n## [1.2.2] - 2026-01-01\n"


class Checks(unittest.TestCase):
    def problems(self, wanted="1.2.3", cmake=CMAKE, changelog=CHANGELOG, changed="", tags="v1.2.3\n"):
        return list(checks.problems(wanted, cmake, changelog, changed, tags))

    def test_NothingIsMissing(self):
        self.assertEqual(self.problems(), [])
        self.assertEqual(self.problems(tags="stable\nv1.2.3\n"), [])

    def test_EachThingThatIsMissingIsNamedWithTheNextStep(self):
        for given, words in (
                ({"wanted": "v1.2.3"}, "three numbers"),
                ({"cmake": CMAKE.replace("1.2.3", "1.2.2")}, "CMakeLists.txt builds 1.2.2"),
                ({"changelog": CHANGELOG.replace("## [1.2.3] - 2026-01-02", "## [1.2.3]")}, "is 1.2.2: give Unreleased"),
                ({"changelog": CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- More.\n")}, "under Unreleased"),
                ({"changed": " M dev\n?? new\n"}, "dev, new"),
                ({"tags": "v1.2.30\n"}, "no tag v1.2.3")):
            with self.subTest(words):
                (found,) = self.problems(**given)
                self.assertIn(words, found)


class Sbom(unittest.TestCase):
    def test_KnowsWhatTheCompilerAdds(self):
        self.assertEqual(sbom.with_the_compilers_own({"libstdc++-12-dev", "libfmt-dev"}),
                         {"libstdc++-12-dev", "libfmt-dev", "libgcc-12-dev"})

    def test_SaysWhatIsInsideAndWhatIsLoaded(self):
        inside = [sbom.package_of("libstdc++-12-dev", "12.2.0-14+deb12u1", "arm64", "gcc-12")]
        loaded = [sbom.package_of("libc6", "2.36-9", "arm64", "glibc")]
        document = sbom.document("1.2.3", "arm64", 0, inside, loaded)
        self.assertEqual([one["name"] for one in document["packages"]], ["netbird-idp-sync", "libstdc++-12-dev", "libc6"])
        self.assertEqual([(one["relationshipType"], one["relatedSpdxElement"]) for one in document["relationships"]],
                         [("DESCRIBES", "SPDXRef-netbird-idp-sync"), ("STATIC_LINK", "SPDXRef-libstdc---12-dev"),
                          ("DYNAMIC_LINK", "SPDXRef-libc6")])
        (reference,) = inside[0]["externalRefs"]
        self.assertEqual(reference["referenceLocator"],
                         "pkg:deb/debian/libstdc%2B%2B-12-dev@12.2.0-14%2Bdeb12u1?arch=arm64&distro=bookworm")
        self.assertEqual(document["creationInfo"]["created"], "1970-01-01T00:00:00Z")


if __name__ == "__main__":
    unittest.main()
