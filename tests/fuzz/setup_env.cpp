// setup.env: whatever it holds, it is read as data, and each assignment is a place in the text.

#include "standalone/setup_env.hpp"

#include "target.hpp"

namespace idpsync::fuzz {

void feed(std::string_view input)
{
    const auto read = standalone::parse_setup_env(input);
    for (const auto& one : read.assignments)
    {
        must(one.begin < one.end && one.end <= input.size(), "an assignment is a part of the text");
        must(input.substr(one.begin).starts_with(one.key + "="), "it begins with its key");
        must(one.value || !read.troubles.empty(), "a value that is not known has a reason");
        if (!one.value)
            continue;
        const auto word = standalone::shell_quoted(*one.value);
        if (!word)
            continue;
        const auto again = standalone::parse_setup_env("KEY=" + *word);
        must(again.troubles.empty() && again.variables() == standalone::Variables{{"KEY", *one.value}},
             "a quoted value is read as the same");
    }
}

std::vector<std::string> seeds()
{
    return {"NETBIRD_DOMAIN='netbird.example.com'\n# comment\nexport A=\"$NETBIRD_DOMAIN\" # more\n",
            "KEY=a\\\nb\\ c\nOTHER=${KEY}\nKEY=\"x \\\" \\$ `y`\"\n", "KEY=$(a); b && c | d > e\n",
            "KEY=a b\nKEY = c\nexport KEY\nKEY+=(a b)\n\r\nKEY=~/$'a'${b:-c}\n"};
}

} // namespace idpsync::fuzz
