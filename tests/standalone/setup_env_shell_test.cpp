// The same file, read here and by a real shell. It holds nothing that could run.

#include "standalone/setup_env.hpp"
#include "support/matchers.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

#include <array>
#include <fstream>
#include <random>
#include <string>
#include <string_view>

namespace idpsync::standalone {
namespace {

constexpr std::array<std::string_view, 22> harmless{
    "a",     "B9",       ".:/-_=+,%@^!*?", "{a,b}",    "'a b'",   "'$A `b` \"'", "\"a b\"",
    "\"'\"", "\"\\$A\"", "\"\\\"\"",       "\"\\\\\"", "\"\\a\"", "\\ ",         "\\$",
    "\\'",   "\\\\",     "\"a\\\nb\"",     "\\\n",     "'a\nb'",  "$",           "\"\xc3\xbc\"",
    "#"};

/// A file of assignments that are nothing but data, each of a few parts and of what stands above.
class DataOnly
{
public:
    explicit DataOnly(unsigned seed) : engine_(seed) {}

    std::string text(int count)
    {
        std::string out = "#!/bin/bash\n\n";
        for (int i = 0; i < count; ++i)
            out += line(i);
        return out;
    }

private:
    std::string line(int number)
    {
        exported_ = below(3) == 0;
        std::string out = exported_ ? "export K" : "K";
        out += std::to_string(number) + "=";
        for (auto parts = below(5); parts != 0; --parts)
            out += part(number);
        return out + (below(4) == 0 ? "  # behind\n" : "\n");
    }

    std::string part(int number)
    {
        if (number > 0 && below(40) == 0)
            return "\"${K" + std::to_string(below(static_cast<std::size_t>(number))) + "}\"";
        const std::string one(harmless.at(below(harmless.size())));
        // Where it begins no comment, names nothing, and is not expanded.
        const bool alone = one == "#" || one == "$" || (one == "{a,b}" && exported_);
        return alone ? "'" + one + "'" : one;
    }

    std::size_t below(std::size_t limit) { return engine_() % limit; }

    std::mt19937 engine_;
    bool exported_ = false; ///< the line that is being made
};

/// What bash makes of `text`: "KEY\0VALUE\0" for each K….
Variables as_bash_has_it(const std::string& text)
{
    const idpsync::test::TempDirectory directory;
    std::ofstream(directory / "setup.env") << text;
    const auto result = idpsync::test::run("/bin/bash", {"--norc", "-c",
                                                         "PATH=; set -e; . \"$0\"; for name in ${!K*}; do "
                                                         "printf '%s\\0%s\\0' \"$name\" \"${!name}\"; done",
                                                         directory / "setup.env"});
    EXPECT_EQ(result.exit, 0) << result.err;
    Variables values;
    for (std::size_t at = 0; at < result.out.size();)
    {
        const auto key = result.out.find('\0', at);
        const auto end = result.out.find('\0', key + 1);
        values.emplace(result.out.substr(at, key - at), result.out.substr(key + 1, end - key - 1));
        at = end + 1;
    }
    return values;
}

TEST(SetupEnvShell, ReadsDataAsTheShellDoes)
{
    for (unsigned seed = 1; seed <= 5; ++seed)
    {
        const auto text = DataOnly(seed).text(400);
        const auto read = parse_setup_env(text);
        EXPECT_THAT(read.troubles, IsEmpty()) << seed;
        const auto values = read.variables();
        EXPECT_EQ(values.size(), 400U);
        EXPECT_EQ(values, as_bash_has_it(text)) << seed;
    }
}

} // namespace
} // namespace idpsync::standalone
