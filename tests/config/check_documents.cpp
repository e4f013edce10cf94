// Says of each YAML document on standard input whether the daemon's parser takes it: for schema_test.py.
//
// In:  for each document a line "config LENGTH" or "fragment LENGTH" (a file of providers_dir), then LENGTH
//      bytes.
// Out: for each document a line "accepted" or "refused: " and the errors.

#include "loading.hpp"

#include <iostream>
#include <string>

namespace {

using namespace idpsync::config::test;

Outcome load_document(const std::string& kind, const std::string& text)
{
    MemoryFiles files;
    files.put_directory(providers_dir);
    files.put(config_file, kind == "config" ? text : minimal);
    if (kind == "fragment")
        files.put(providers_dir + "/document.yaml", text);
    return load_from(files);
}

std::string verdict(const Outcome& outcome)
{
    if (outcome.loaded())
        return "accepted";
    std::string line = "refused:";
    for (const auto& error : outcome.errors)
        line += " " + error + ";";
    return line;
}

} // namespace

int main()
{
    std::string kind;
    std::size_t length = 0;
    while (std::cin >> kind >> length)
    {
        std::cin.ignore(1);
        std::string text(length, '\0');
        std::cin.read(text.data(), static_cast<std::streamsize>(length));
        std::cout << verdict(load_document(kind, text)) << '\n';
    }
    return 0;
}
