// Says of each YAML document on standard input whether the daemon's parser takes it: for schema_test.py.
//
// In:  for each document a line "config LENGTH", "standalone LENGTH" or "fragment LENGTH" (a file of
//      providers_dir), then LENGTH bytes.
// Out: for each document a line "accepted" or "refused: " and the errors.

#include "loading.hpp"

#include <iostream>
#include <string>
#include <vector>

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

/// Empty: it is taken.
std::vector<std::string> errors_in(const std::string& kind, const std::string& text)
{
    return kind == "standalone" ? load_standalone_text(text).errors : load_document(kind, text).errors;
}

std::string verdict(const std::vector<std::string>& errors)
{
    if (errors.empty())
        return "accepted";
    std::string line = "refused:";
    for (const auto& error : errors)
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
        std::cout << verdict(errors_in(kind, text)) << '\n';
    }
    return 0;
}
